#!/usr/bin/env bash
# scripts/fuzz.sh SECONDS [TARGET…]  runs every libFuzzer target (or those named) for SECONDS each, one a processor, until one finds
# something.
# Starts from testdata/fuzz/TARGET; new inputs go to build/fuzz/corpus/TARGET, findings to build/fuzz/findings.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:?usage: scripts/fuzz.sh SECONDS [TARGET…]}
shift
targets=("$@")
[ ${#targets[@]} -ne 0 ] || mapfile -t targets < <(cd build/dev/tests/fuzz && ls | grep -E '_fuzz$')
mkdir -p build/fuzz/findings
fuzz() {
  local target=$1 corpus=build/fuzz/corpus/$1 seeds=testdata/fuzz/$1 said status=0
  mkdir -p "$corpus"
  [ -d "$seeds" ] || seeds=
  said=$("build/dev/tests/fuzz/$target" "$corpus" $seeds -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
    -print_final_stats=1 -verbosity=0 -artifact_prefix="build/fuzz/findings/$target-" 2>&1) || status=$?
  printf -- '-- %s\n%s\n' "$target" "$said"
  return "$status"
}
export -f fuzz
export seconds
printf '%s\0' "${targets[@]}" | xargs -0 -n 1 -P "$(nproc)" bash -c 'fuzz "$1" || exit 255' fuzz
