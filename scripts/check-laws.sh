#!/usr/bin/env bash
# check-laws.sh [N]: the laws of tests/laws on every network of testdata and $ENERGY_OPT_EXTRA_DATA, or every Nth, at every setting of
# every shipped board; the gate tries a sample. Prints each law with its violations. $JOBS processes (one a core) share
# the laws; all networks take some hours of processor time, every 20th about a quarter of an hour.
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset quick >/dev/null
cmake --build --preset quick --target laws_test
jobs=${JOBS:-$(nproc)}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
for ((i = 0; i < jobs; ++i)); do
  ENERGY_OPT_LAWS=${1:-all} GTEST_TOTAL_SHARDS=$jobs GTEST_SHARD_INDEX=$i build/quick/tests/laws/laws_test \
    >"$results/$i" || true &
done
wait
grep -hE "^law |^  [a-z0-9-]+: " "$results"/*
! grep -hE "^law " "$results"/* | grep -qv ": 0 violations"
