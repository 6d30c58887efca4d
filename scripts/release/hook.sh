#!/usr/bin/env bash
# scripts/release/hook.sh ARGUMENTS…  energy-lint for pre-commit: the installed one, else that of the release (see the
# action's install.sh), built from these sources where there is none. $ENERGY_LINT_RELEASES names where releases lie.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if ! command -v energy-lint >/dev/null; then
  origin=$(git -C "$root" remote get-url origin 2>/dev/null || true)
  export ENERGY_LINT_RELEASES=${ENERGY_LINT_RELEASES-${origin:+${origin%.git}/releases/download}}
  GITHUB_PATH=$(mktemp)
  export GITHUB_PATH
  "$root/.github/actions/energy-lint/install.sh" >&2
  PATH=$(cat "$GITHUB_PATH"):$PATH
  rm -f "$GITHUB_PATH"
fi
exec energy-lint "$@"
