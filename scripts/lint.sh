#!/usr/bin/env bash
# scripts/lint.sh [FILE… | --changed]  runs clang-tidy (.clang-tidy) over the sources, the files named, or those that
# changed since the commit $LINT_SINCE (default: the one before the last). All of them take half an hour.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
sources=('lib/*.cpp' 'passes/*.cpp' 'tools/*.cpp')
if [ "${1-}" = --changed ]; then
  mapfile -t files < <(git diff --name-only --diff-filter=d "${LINT_SINCE:-HEAD~1}" -- "${sources[@]}")
  [ ${#files[@]} -ne 0 ] || exit 0
elif [ $# -ne 0 ]; then
  files=("$@")
else
  mapfile -t files < <(git ls-files "${sources[@]}")
fi
scripts/setup.sh lint
cmake --preset lint >/dev/null
# What sources include that the build makes; with precompiled headers clang-tidy takes a fifth of the time.
ninja -C build/lint -t targets all | sed -n 's/^\([^/].*\.inc\): CUSTOM_COMMAND$/\1/p' | xargs ninja -C build/lint energy_opt_pch energy_opt_unoptimised_pch >/dev/null
printf '%s\0' "${files[@]}" |
  xargs -0 -n 4 -P "$(nproc)" clang-tidy-14 -p build/lint --quiet --warnings-as-errors='*' --extra-arg=-Wno-unknown-warning-option
