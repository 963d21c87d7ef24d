# One folder -> one plugin that exports exactly one symbol; all of them -> registry.json.
define_property(GLOBAL PROPERTY PATCHBAY_INTEGRATIONS)

# patchbay_add_integration(Gusto): builds the sources of the current folder into the plugin
# libgusto.so and its *_test.cpp into gusto_tests, and lists it in the registry.
function(patchbay_add_integration name)
  string(TOLOWER "${name}" target)
  patchbay_build_integration("${name}" "${target}")
  set_property(GLOBAL APPEND PROPERTY PATCHBAY_INTEGRATIONS "${name}")
endfunction()

# patchbay_add_integrations(folder): every folder below that has a CMakeLists.txt, and the registry
# that lists them. Deleting a folder is all it takes to remove an integration.
function(patchbay_add_integrations folder)
  file(GLOB found CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*/CMakeLists.txt")
  foreach(list_file IN LISTS found)
    get_filename_component(integration_folder "${list_file}" DIRECTORY)
    add_subdirectory("${integration_folder}")
  endforeach()
endfunction()
