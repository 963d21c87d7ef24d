# What all test programs share.
include(GoogleTest)

# Tests are many and run once: compiling them takes longer than they do, optimised even twice as long.
set(PATCHBAY_TEST_OPTIONS $<$<CONFIG:Release>:-O0>)
if(PATCHBAY_SANITIZE MATCHES "undefined")
  list(APPEND PATCHBAY_TEST_OPTIONS -fno-sanitize=undefined) # of interest in what they test
endif()

# patchbay_add_tests(core_oauth_tests "core.oauth." source...): a program of GoogleTest cases, each of
# which is a test of its own, named with the prefix.
function(patchbay_add_tests target prefix)
  patchbay_add_test_program(${target} ${ARGN})
  gtest_discover_tests(${target} TEST_PREFIX "${prefix}" DISCOVERY_TIMEOUT 60
                       PROPERTIES TIMEOUT 120)
endfunction()

# The program alone, for tests that need further properties.
function(patchbay_add_test_program target)
  add_executable(${target} ${ARGN})
  target_link_libraries(${target} PRIVATE patchbay patchbay_test_support GTest::gmock_main)
  target_compile_options(${target} PRIVATE ${PATCHBAY_TEST_OPTIONS})
  if(PATCHBAY_PRECOMPILE)
    # One precompiled header for all programs, so all are compiled alike.
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_precompile_headers(${target} REUSE_FROM patchbay_test_support)
  endif()
endfunction()
