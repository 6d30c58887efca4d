# cmake -D TEST=BINARY -D OUTPUT=FILE -P tests/Suites.cmake  writes an add_test() for each suite of a gtest binary.
cmake_policy(VERSION 3.25)
execute_process(COMMAND ${TEST} --gtest_list_tests OUTPUT_VARIABLE listed COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "\n[^ \n]+\\.(  #[^\n]*)?\n" suites "\n${listed}")
set(tests)
foreach(suite IN LISTS suites)
  string(REGEX REPLACE "^\n([^ \n]+)\\..*$" "\\1" suite "${suite}")
  string(APPEND tests "add_test([=[${suite}]=] [=[${TEST}]=] [=[--gtest_filter=${suite}.*]=])\n"
    # Skipped where all that did not fail was, and nothing failed: failures are listed behind what was skipped.
    "set_tests_properties([=[${suite}]=] PROPERTIES SKIP_REGULAR_EXPRESSION "
    "[=[PASSED  \\] 0 tests\\.\n(\\[  SKIPPED \\][^\n]*\n)+$]=])\n")
endforeach()
file(WRITE ${OUTPUT} "${tests}")
