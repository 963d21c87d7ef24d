# Host and plugins exchange C++ types, so they must agree on everything that shapes those: the tag that each carries.

# patchbay_toolchain_tag(OUT sanitizers): e.g. clang-19 or clang-19/address+undefined.
function(patchbay_toolchain_tag out sanitizers)
  string(REGEX MATCH "^[0-9]+" major "${CMAKE_CXX_COMPILER_VERSION}")
  string(TOLOWER "${CMAKE_CXX_COMPILER_ID}-${major}" tag)
  if(sanitizers)
    string(REPLACE "," "+" sanitizers "${sanitizers}")
    string(APPEND tag "/${sanitizers}")
  endif()
  set(${out} "${tag}" PARENT_SCOPE)
endfunction()
