#!/usr/bin/env bash
# scripts/recordings.sh [SEED [COUNT]]  how many simulated recordings are read right, declared ambiguous and read wrong: COUNT of
# every kind from SEED on, and 360 loops as the docs ask for. Take a seed that nothing was tuned on (the tests take 1).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
test=${TRACE_TEST:-$root/build/quick/tests/trace/trace_test}
export ENERGY_OPT_SEED=${1:-100001} ENERGY_OPT_RECORDINGS=${2:-1080} ENERGY_OPT_TELL=1
"$test" --gtest_filter='Recordings.*' || true
