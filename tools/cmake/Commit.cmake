# cmake -DSOURCE=… -DOUTPUT=… -P Commit.cmake: OUTPUT defines ENERGY_OPT_COMMIT; it is written where that has changed.
# $ENERGY_OPT_COMMIT says it where the sources are no repository.
cmake_minimum_required(VERSION 3.25)
set(commit "$ENV{ENERGY_OPT_COMMIT}")
if(commit STREQUAL "")
  execute_process(COMMAND git rev-parse --short=12 HEAD WORKING_DIRECTORY ${SOURCE}
    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  execute_process(COMMAND git status --porcelain --untracked-files=no WORKING_DIRECTORY ${SOURCE}
    OUTPUT_VARIABLE changes ERROR_QUIET)
  if(NOT changes STREQUAL "")
    string(APPEND commit " with changes")
  endif()
endif()
if(commit STREQUAL "")
  set(commit "unknown")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#define ENERGY_OPT_COMMIT \"@commit@\"\n" @ONLY)
