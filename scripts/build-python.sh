#!/usr/bin/env bash
# scripts/build-python.sh -o DIR           puts an importable package energy_opt into DIR
# scripts/build-python.sh --wheel -o DIR   writes a wheel of it to DIR instead, offline
# The library is built (preset release) where it is older than the sources. It needs Debian 12's Protobuf, ONNX and fmt at run
# time, as the tools do.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
usage() { sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 2; }
wheel=0 out=
while [ $# -gt 0 ]; do
  case $1 in
    --wheel) wheel=1 ;;
    -o) [ $# -gt 1 ] || usage; out=$2; shift ;;
    *) usage ;;
  esac
  shift
done
[ -n "$out" ] || usage
build=$root/build/library
[ -f "$build/build.ninja" ] || (cd "$root" && cmake --preset release -B "$build" -DENERGY_OPT_SHARED=ON >/dev/null)
cmake --build "$build" --target energy_opt >&2

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -r "$root/python/." "$scratch"
rm -rf "$scratch"/energy_opt/__pycache__
mkdir -p "$scratch/energy_opt/boardmodels" "$out"
cp "$root"/boardmodels/*.yaml "$scratch/energy_opt/boardmodels"
cp -L "$build/tools/api/libenergy_opt.so.1" "$scratch/energy_opt"
strip --strip-unneeded "$scratch/energy_opt/libenergy_opt.so.1"
if [ "$wheel" = 0 ]; then
  rm -rf "$out/energy_opt"
  cp -r "$scratch/energy_opt" "$out"
else
  ENERGY_OPT_VERSION=$(sed -n 's/^project(energy_opt VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt") \
    /usr/bin/python3 -m pip wheel --quiet --no-deps --no-index --no-build-isolation -w "$out" "$scratch"
fi
