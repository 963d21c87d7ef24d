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
endfunction()
