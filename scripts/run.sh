#!/usr/bin/env bash
# scripts/run.sh [energy-opt|energy-lint|energy-calibrate] ARGUMENTS…
# Installs what is missing, builds what has changed, runs the tool (energy-opt unless another is named).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

tool=energy-opt
case "${1-}" in energy-opt | energy-lint | energy-calibrate)
  tool=$1
  shift
  ;;
esac

"$root/scripts/setup.sh" build
binary="$root/build/release/tools/$tool/$tool"
build() {
  cd "$root"
  [ -f build/release/build.ninja ] || cmake --preset release
  cmake --build --preset release --target "$tool"
}
[ -x "$binary" ] || echo "run.sh: first build, a few minutes …" >&2
if ! log=$( (build) 2>&1); then
  printf '%s\n' "$log" >&2
  exit 1
fi
exec "$binary" "$@"
