# patchbay_add_conformance_test(Gusto integration_gusto conformance.gusto answers.json): a test that plays a provider
# against the plugin, where the program is there to do so. The recorded answers, if there are any, are put beside the
# plugin too, where `patchbay integrations test` finds them.
function(patchbay_add_conformance_test name plugin test answers)
  set(arguments "[[${name}]] ${plugin} [[${test}]]")
  if(EXISTS "${answers}")
    string(APPEND arguments " --answers [[${answers}]]")
    get_target_property(folder ${plugin} LIBRARY_OUTPUT_DIRECTORY)
    string(TOLOWER "${name}" lower)
    configure_file("${answers}" "${folder}/conformance/${lower}.json" COPYONLY)
  endif()
  # In Patchbay's own tree the program is declared after the integrations.
  cmake_language(EVAL CODE
    "cmake_language(DEFER DIRECTORY [[${CMAKE_SOURCE_DIR}]] CALL patchbay_write_conformance_test ${arguments})")
endfunction()

function(patchbay_write_conformance_test name plugin test)
  if(NOT TARGET patchbay_program OR PATCHBAY_ONLY_THREADED)
    return()
  endif()
  add_test(NAME "${test}"
    COMMAND "$<TARGET_FILE:patchbay_program>" integrations test "${name}" --plugin "$<TARGET_FILE:${plugin}>" ${ARGN})
  set_tests_properties("${test}" PROPERTIES TIMEOUT 300)
endfunction()
