# cmake --install: the program with the plugins of this tree, and what is needed to write others elsewhere.
include(CMakePackageConfigHelpers)

set(patchbay_package lib/cmake/Patchbay)

# The folder as a whole may be moved.
set_target_properties(patchbay_program PROPERTIES INSTALL_RPATH "$ORIGIN/../lib")
set_target_properties(patchbay PROPERTIES INSTALL_RPATH "")
install(TARGETS patchbay patchbay_program EXPORT PatchbayTargets
  RUNTIME DESTINATION bin LIBRARY DESTINATION lib)
install(EXPORT PatchbayTargets NAMESPACE Patchbay:: DESTINATION ${patchbay_package})
# Apart from the others, for whoever has no GoogleTest.
install(TARGETS patchbay_test_support EXPORT PatchbayTestTargets ARCHIVE DESTINATION lib)
install(EXPORT PatchbayTestTargets NAMESPACE Patchbay:: DESTINATION ${patchbay_package})

install(DIRECTORY "${PROJECT_SOURCE_DIR}/core" DESTINATION include/patchbay FILES_MATCHING PATTERN "*.hpp")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/tests/support" DESTINATION include/patchbay/tests
  FILES_MATCHING PATTERN "*.hpp"
  PATTERN contract EXCLUDE
  PATTERN postgres_server.hpp EXCLUDE
  PATTERN raw_database.hpp EXCLUDE)

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/package/PatchbayConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/package/PatchbayConfig.cmake" INSTALL_DESTINATION ${patchbay_package})
write_basic_package_version_file("${PROJECT_BINARY_DIR}/package/PatchbayConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/package/PatchbayConfig.cmake"
  "${PROJECT_BINARY_DIR}/package/PatchbayConfigVersion.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/PatchbayIntegration.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/PatchbayTests.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/PatchbayToolchainTag.cmake"
  DESTINATION ${patchbay_package})
install(DIRECTORY "${CMAKE_CURRENT_LIST_DIR}/plugin" DESTINATION ${patchbay_package})

# Whatever is linked with a sanitized core is sanitized like it.
set(PATCHBAY_PC_CFLAGS "")
set(PATCHBAY_PC_LIBS "")
if(PATCHBAY_SANITIZE)
  set(PATCHBAY_PC_LIBS " -fsanitize=${PATCHBAY_SANITIZE} -fno-sanitize=vptr")
  set(PATCHBAY_PC_CFLAGS "${PATCHBAY_PC_LIBS} -fno-sanitize-recover=all -fno-omit-frame-pointer")
endif()
if(PATCHBAY_SANITIZE MATCHES "thread")
  string(APPEND PATCHBAY_PC_CFLAGS " -DBOOST_ASIO_DISABLE_STD_ATOMIC")
endif()
if(PATCHBAY_FAULT_POINTS)
  string(APPEND PATCHBAY_PC_CFLAGS " -DPATCHBAY_FAULT_POINTS")
endif()
configure_file("${CMAKE_CURRENT_LIST_DIR}/package/patchbay.pc.in" "${PROJECT_BINARY_DIR}/package/patchbay.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/package/patchbay.pc" DESTINATION lib/pkgconfig)

configure_file("${CMAKE_CURRENT_LIST_DIR}/package/plugin_build.hpp.in" "${PROJECT_BINARY_DIR}/package/plugin_build.hpp" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/package/plugin_build.hpp" DESTINATION include/patchbay/core/plugin)

install(DIRECTORY "${PROJECT_SOURCE_DIR}/templates" DESTINATION share/patchbay)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs" DESTINATION share/doc/patchbay)
install(FILES "${PROJECT_SOURCE_DIR}/README.md" "${PROJECT_SOURCE_DIR}/CHANGELOG.md" DESTINATION share/doc/patchbay)
