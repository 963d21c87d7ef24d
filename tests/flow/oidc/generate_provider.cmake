# Generates the integration `Elsewhere` into ${generated}, and states there what the template cannot
# know: that this server speaks OpenID Connect. Runs whenever the generator or its templates change.
set(staging "${CMAKE_CURRENT_BINARY_DIR}/staging")
set(generator "${PROJECT_SOURCE_DIR}/tools/generator/generate")
file(GLOB_RECURSE templates CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/templates/*")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${generator}" ${templates})

file(REMOVE_RECURSE "${staging}")
file(MAKE_DIRECTORY "${staging}")
execute_process(COMMAND "${generator}" Elsewhere payroll "${staging}/integrations"
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)

set(source "${staging}/integrations/elsewhere/elsewhere_integration_oauth.cpp")
file(READ "${source}" text)
set(template_facts "app.scopes = {\"read\"};")
set(facts "app.scopes = {\"openid\", \"companies\"};
  app.issuer = base;
  app.jwks_uri = base + \"/jwks\";
  app.authorization_response_iss_parameter_supported = true;")
string(FIND "${text}" "${template_facts}" at)
if(at EQUAL -1)
  message(FATAL_ERROR "${source}: `${template_facts}` is gone from the template; state the facts of "
    "the OpenID Connect server in tests/flow/oidc/generate_provider.cmake at what took its place")
endif()
string(REPLACE "${template_facts}" "${facts}" text "${text}")
file(WRITE "${source}" "${text}")

# Only what differs is touched, so that configuring again compiles nothing.
file(GLOB_RECURSE written RELATIVE "${staging}/integrations" "${staging}/integrations/*")
foreach(file IN LISTS written)
  get_filename_component(folder "${generated}/${file}" DIRECTORY)
  file(MAKE_DIRECTORY "${folder}")
  file(COPY_FILE "${staging}/integrations/${file}" "${generated}/${file}" ONLY_IF_DIFFERENT)
endforeach()
