#!/usr/bin/env bash
# check-laws.sh: the laws of tests/laws on every network of testdata and $ENERGY_OPT_EXTRA_DATA at every setting of
# every shipped board; the gate tries a sample. Prints each law with its violations. Takes about an hour.
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset quick >/dev/null
cmake --build --preset quick --target laws_test
ENERGY_OPT_LAWS=all build/quick/tests/laws/laws_test "$@" | grep -E "^law |^  "
