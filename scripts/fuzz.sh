#!/usr/bin/env bash
# scripts/fuzz.sh SECONDS [TARGET…]  runs every libFuzzer target (or those named) for SECONDS each.
# Starts from testdata/fuzz/TARGET; new inputs go to build/fuzz/corpus/TARGET, findings to build/fuzz/findings.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:?usage: scripts/fuzz.sh SECONDS [TARGET…]}
shift
targets=("$@")
[ ${#targets[@]} -ne 0 ] || mapfile -t targets < <(cd build/dev/tests/fuzz && ls | grep -E '_fuzz$')
mkdir -p build/fuzz/findings
for target in "${targets[@]}"; do
  corpus=build/fuzz/corpus/$target
  seeds=testdata/fuzz/$target
  mkdir -p "$corpus"
  echo "-- $target"
  "build/dev/tests/fuzz/$target" "$corpus" $([ ! -d "$seeds" ] || echo "$seeds") -max_total_time="$seconds" \
    -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="build/fuzz/findings/$target-"
done
