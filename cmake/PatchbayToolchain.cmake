# Flags of everything built here. A preset chooses PATCHBAY_SANITIZE; nothing else is tuned by hand.
set(PATCHBAY_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=: empty, address,undefined or thread")
option(PATCHBAY_PRECOMPILE "Use precompiled headers" ON)
option(PATCHBAY_ONLY_THREADED "Build only the tests of what has threads: all that ThreadSanitizer can judge" OFF)
option(PATCHBAY_FAULT_POINTS "Compile in the points at which tests make a process die, stall or fail" OFF)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Plugins and programs stand beside each other, so a build tree runs as it is.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
set(PATCHBAY_PLUGIN_DIR "${CMAKE_BINARY_DIR}/integrations")

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror=return-type)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Asio's fences, and g++ 12's false alarms inside libstdc++ and Boost at -O2.
  add_compile_options(-Wno-tsan -Wno-maybe-uninitialized -Wno-dangling-pointer -Wno-restrict
                      -Wno-mismatched-new-delete)
endif()

if(PATCHBAY_SANITIZE)
  # libsoci hides its typeinfo, so `vptr` does not link (docs/decisions/0005-soci-and-its-edges.md).
  add_compile_options(-fsanitize=${PATCHBAY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${PATCHBAY_SANITIZE})
  if(PATCHBAY_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize=vptr)
    add_link_options(-fno-sanitize=vptr)
  endif()
  if(PATCHBAY_SANITIZE MATCHES "thread")
    # ThreadSanitizer does not know the fence by which Asio's counters order the last release of an object after the
    # others, and takes its deletion for a race. Without std::atomic Asio counts in a way it does know.
    add_compile_definitions(BOOST_ASIO_DISABLE_STD_ATOMIC)
  endif()
endif()

include("${CMAKE_CURRENT_LIST_DIR}/PatchbayToolchainTag.cmake")
patchbay_toolchain_tag(PATCHBAY_TOOLCHAIN "${PATCHBAY_SANITIZE}")

# What most files of the core, the host and the sandbox include.
function(patchbay_precompile target)
  if(PATCHBAY_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE
      <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp> <boost/asio/use_awaitable.hpp>
      <boost/json.hpp> <algorithm> <map> <memory> <string> <vector>)
  endif()
endfunction()

# patchbay_read_command_line_in(source...): files that do no more than read a command line, by CLI11, which takes a
# compiler up to half a minute a file to make fast.
function(patchbay_read_command_line_in)
  set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS "-O0" SKIP_PRECOMPILE_HEADERS ON)
endfunction()
