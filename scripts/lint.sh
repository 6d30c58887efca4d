#!/usr/bin/env bash
# scripts/lint.sh [FILE… | --changed]  runs clang-tidy (.clang-tidy) over the sources, the files named, or those that
# changed since the main branch (on it: in the last commit). All of them take half an hour.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scripts/setup.sh
[ -f build/dev/build.ninja ] || cmake --preset dev >/dev/null
cmake --build --preset dev >/dev/null # what sources include that the build makes
sources=('lib/*.cpp' 'passes/*.cpp' 'tools/*.cpp')
if [ "${1-}" = --changed ]; then
  since=$(git merge-base HEAD origin/main 2>/dev/null || true)
  [ -n "$since" ] && [ "$since" != "$(git rev-parse HEAD)" ] || since=HEAD~1
  mapfile -t files < <(git diff --name-only --diff-filter=d "$since" -- "${sources[@]}")
  [ ${#files[@]} -ne 0 ] || exit 0
elif [ $# -ne 0 ]; then
  files=("$@")
else
  mapfile -t files < <(git ls-files "${sources[@]}")
fi
printf '%s\0' "${files[@]}" |
  xargs -0 -n 4 -P "$(nproc)" clang-tidy-14 -p build/dev --quiet --warnings-as-errors='*' --extra-arg=-Wno-unknown-warning-option
