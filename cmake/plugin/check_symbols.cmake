# cmake -D NM=... -D PLUGIN=... -P check_symbols.cmake: fails unless PLUGIN defines exactly one
# dynamic symbol, the handshake.
execute_process(COMMAND "${NM}" -D --defined-only "${PLUGIN}"
  OUTPUT_VARIABLE symbols RESULT_VARIABLE result OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${PLUGIN}: nm cannot read it")
endif()
if(NOT symbols MATCHES "^[0-9a-f]+ [A-Z] patchbay_plugin$")
  message(FATAL_ERROR "${PLUGIN}: must export patchbay_plugin and nothing else, but exports:\n"
    "${symbols}\nLink it by patchbay_add_integration() and use PATCHBAY_PLUGIN once.")
endif()
message(STATUS "${PLUGIN}: ${symbols}")
