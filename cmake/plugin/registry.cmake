# registry.json beside the plugins: which there are, with their digests.
set(PATCHBAY_REGISTRY_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/write_registry.cmake")

# Writes the registry after the plugins are linked, and again when an integration comes or goes.
function(patchbay_write_registry)
  get_property(names GLOBAL PROPERTY PATCHBAY_INTEGRATIONS)
  set(plugins "")
  set(entries "")
  foreach(name IN LISTS names)
    string(TOLOWER "${name}" lower)
    list(APPEND plugins integration_${lower})
    list(APPEND entries "${name}=lib${lower}.so")
  endforeach()
  # Rewritten only when the list changes, and then the registry is out of date.
  set(list_file "${CMAKE_CURRENT_BINARY_DIR}/integrations.cmake")
  file(CONFIGURE OUTPUT "${list_file}" CONTENT "set(PATCHBAY_ENTRIES \"${entries}\")\n" @ONLY)
  set(registry "${PATCHBAY_PLUGIN_DIR}/registry.json")
  add_custom_command(OUTPUT "${registry}"
    COMMAND "${CMAKE_COMMAND}" -D "FOLDER=${PATCHBAY_PLUGIN_DIR}" -D "LIST=${list_file}"
            -P "${PATCHBAY_REGISTRY_SCRIPT}"
    DEPENDS ${plugins} "${list_file}" "${PATCHBAY_REGISTRY_SCRIPT}"
    COMMENT "Writing the registry of integrations" VERBATIM)
  add_custom_target(patchbay_registry ALL DEPENDS "${registry}")
  patchbay_install_plugins("${list_file}" ${plugins})
endfunction()

# cmake --install puts the plugins beside those that are installed there already and lists them with
# these: the digests change with what installing does to a library.
function(patchbay_install_plugins list_file)
  set(folder lib/patchbay/integrations)
  if(ARGN)
    install(TARGETS ${ARGN} LIBRARY DESTINATION ${folder})
  endif()
  # What `patchbay integrations test` finds beside a plugin.
  install(DIRECTORY "${PATCHBAY_PLUGIN_DIR}/conformance" DESTINATION ${folder} OPTIONAL)
  install(CODE "
    get_filename_component(folder \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${folder}\" ABSOLUTE)
    file(MAKE_DIRECTORY \"\${folder}\")
    execute_process(
      COMMAND \"\${CMAKE_COMMAND}\" -D \"FOLDER=\${folder}\" -D \"LIST=${list_file}\" -D KEEP_OTHERS=ON
              -P \"${PATCHBAY_REGISTRY_SCRIPT}\"
      COMMAND_ERROR_IS_FATAL ANY)")
endfunction()
