# Looks for the fault points' names in what was built: FILES, of which the first is the library, and
# EXPECTED, the option PATCHBAY_FAULT_POINTS.
set(names "refresh[.]before_claim|disconnect[.]after_remove|PATCHBAY_TEST_FAULTS")
list(GET FILES 0 library)
foreach(file IN LISTS FILES)
  file(STRINGS "${file}" found REGEX "${names}")
  if(found AND NOT EXPECTED)
    message(FATAL_ERROR "${file} holds fault points, which belong into test builds only: ${found}")
  endif()
endforeach()
file(STRINGS "${library}" found REGEX "refresh[.]before_claim")
if(EXPECTED AND NOT found)
  message(FATAL_ERROR "${library} holds no fault points, though PATCHBAY_FAULT_POINTS is on")
endif()
