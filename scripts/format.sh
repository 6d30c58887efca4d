#!/usr/bin/env bash
# scripts/format.sh          rewrites every source file in the project's format
# scripts/format.sh --check  only says which files are not in it; exit code 1 when there are any
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mode=(-i)
[ "${1-}" != --check ] || mode=(--dry-run -Werror)
git ls-files -z --cached --others --exclude-standard '*.h' '*.cpp' | xargs -0 clang-format-14 "${mode[@]}"
