# One folder -> one plugin that exports exactly one symbol; all of them -> registry.json.
include(GoogleTest)
include("${CMAKE_CURRENT_LIST_DIR}/plugin/registry.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/plugin/conformance.cmake")

set(PATCHBAY_PLUGIN_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/plugin")

# patchbay_add_integration(Gusto): builds the sources of the current folder into the plugin
# libgusto.so and its *_test.cpp into gusto_tests, and lists it in the registry. Works in this tree
# and, after find_package(Patchbay), in any other.
function(patchbay_add_integration name)
  string(TOLOWER "${name}" lower)
  patchbay_collect_sources(sources test_sources "${CMAKE_CURRENT_SOURCE_DIR}")
  patchbay_build_plugin(${lower} "${PATCHBAY_PLUGIN_DIR}" ${sources})
  patchbay_build_plugin_tests(${lower} "${CMAKE_CURRENT_SOURCE_DIR}/testdata" ${test_sources})
  patchbay_add_conformance_test(${name} integration_${lower} conformance.${lower}
    "${CMAKE_CURRENT_SOURCE_DIR}/testdata/conformance.json")
  set_property(GLOBAL APPEND PROPERTY PATCHBAY_INTEGRATIONS "${name}")
endfunction()

# patchbay_add_integrations(folder): every folder below that has a CMakeLists.txt, and the registry
# that lists them. Deleting a folder is all it takes to remove an integration. A folder outside of
# the source tree is allowed: integrations may be kept in a repository of their own.
function(patchbay_add_integrations folder)
  get_filename_component(folder "${folder}" ABSOLUTE)
  file(GLOB found CONFIGURE_DEPENDS "${folder}/*/CMakeLists.txt")
  foreach(list_file IN LISTS found)
    get_filename_component(integration_folder "${list_file}" DIRECTORY)
    get_filename_component(integration "${integration_folder}" NAME)
    add_subdirectory("${integration_folder}" "${CMAKE_CURRENT_BINARY_DIR}/integrations/${integration}")
  endforeach()
  patchbay_write_registry()
endfunction()

# patchbay_add_template(folder): builds and tests what the generator copies, once for each API type,
# as plugins that stay out of the registry.
function(patchbay_add_template folder)
  get_filename_component(folder "${folder}" ABSOLUTE)
  patchbay_collect_sources(sources test_sources "${folder}")
  foreach(api_type IN ITEMS payroll accounting)
    set(lower xxxxx_${api_type})
    patchbay_collect_sources(adapter_sources adapter_test_sources "${folder}/${api_type}")
    patchbay_build_plugin(${lower} "${PATCHBAY_PLUGIN_DIR}/template" ${sources} ${adapter_sources})
    patchbay_build_plugin_tests(${lower} "${folder}/${api_type}/testdata"
      ${test_sources} ${adapter_test_sources})
    patchbay_add_conformance_test(XxXxX integration_${lower} conformance.${lower}
      "${folder}/testdata/conformance.json")
    # The generator lays both folders into one.
    target_include_directories(integration_${lower}_objects PRIVATE "${folder}" "${folder}/${api_type}")
    if(TARGET ${lower}_tests)
      target_include_directories(${lower}_tests PRIVATE "${folder}" "${folder}/${api_type}")
    endif()
  endforeach()
endfunction()

function(patchbay_collect_sources sources_variable tests_variable folder)
  file(GLOB sources CONFIGURE_DEPENDS "${folder}/*.cpp")
  file(GLOB tests CONFIGURE_DEPENDS "${folder}/*_test.cpp")
  list(REMOVE_ITEM sources ${tests})
  set(${sources_variable} "${sources}" PARENT_SCOPE)
  set(${tests_variable} "${tests}" PARENT_SCOPE)
endfunction()

# The objects are compiled once, for the plugin and for its tests. Target names carry a prefix, so
# that a provider may be called like one of our own targets.
function(patchbay_build_plugin lower output_folder)
  set(plugin integration_${lower})
  add_library(${plugin}_objects OBJECT ${ARGN})
  target_link_libraries(${plugin}_objects PUBLIC patchbay)
  # As everything here is compiled anyway; elsewhere it may not be.
  set_target_properties(${plugin}_objects PROPERTIES
    CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    POSITION_INDEPENDENT_CODE ON)
  patchbay_precompile_plugin(${plugin}_objects)

  set(version_script "${PATCHBAY_PLUGIN_SCRIPTS}/exported_symbols.map")
  add_library(${plugin} MODULE $<TARGET_OBJECTS:${plugin}_objects>)
  target_link_libraries(${plugin} PRIVATE patchbay)
  # `-fvisibility=hidden` alone leaks dozens of Asio's symbols.
  target_link_options(${plugin} PRIVATE "-Wl,--version-script=${version_script}")
  if(NOT PATCHBAY_SANITIZE)  # a sanitizer's functions come from the program
    target_link_options(${plugin} PRIVATE -Wl,-z,defs)
  endif()
  set_target_properties(${plugin} PROPERTIES
    OUTPUT_NAME ${lower}
    NO_SONAME ON  # a provider called Ssl must not stand in for libssl.so
    LINKER_LANGUAGE CXX
    LINK_DEPENDS "${version_script}"
    INSTALL_RPATH ""  # the core is there when a plugin is loaded
    LIBRARY_OUTPUT_DIRECTORY "${output_folder}")
  add_test(NAME plugin.symbols.${lower}
    COMMAND "${CMAKE_COMMAND}" -D "NM=${CMAKE_NM}" -D "PLUGIN=$<TARGET_FILE:${plugin}>"
            -P "${PATCHBAY_PLUGIN_SCRIPTS}/check_symbols.cmake")
endfunction()

# What every plugin file includes, compiled once: a file then costs 2 s instead of 5.
function(patchbay_precompile_plugin target)
  if(NOT PATCHBAY_PRECOMPILE)
    return()
  endif()
  if(NOT TARGET patchbay_plugin_headers)
    set(empty "${PROJECT_BINARY_DIR}/plugin_headers.cpp")
    file(CONFIGURE OUTPUT "${empty}" CONTENT "// Carries the precompiled headers of plugins.\n")
    add_library(patchbay_plugin_headers OBJECT "${empty}")
    target_link_libraries(patchbay_plugin_headers PUBLIC patchbay)
    target_precompile_headers(patchbay_plugin_headers PRIVATE
      <core/integration_oauth.hpp> <boost/json/array.hpp> <boost/json/object.hpp> <boost/json/value.hpp>)
  endif()
  target_precompile_headers(${target} REUSE_FROM patchbay_plugin_headers)
endfunction()

function(patchbay_build_plugin_tests lower testdata)
  # An installed Patchbay may have no GoogleTest beside it; and an integration has one thread.
  if(NOT TARGET patchbay_test_support OR PATCHBAY_ONLY_THREADED)
    return()
  endif()
  patchbay_add_tests(${lower}_tests "${lower}." ${ARGN}
                     $<TARGET_OBJECTS:integration_${lower}_objects>)
  target_compile_definitions(${lower}_tests PRIVATE "PATCHBAY_TESTDATA=\"${testdata}\"")
endfunction()
