#!/usr/bin/env bash
# Builds energy-lint from the checkout that this action is part of and puts it on the path of later steps.
set -euo pipefail
if command -v energy-lint >/dev/null; then
  exit 0
fi
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
"$root/scripts/run.sh" energy-lint --version
echo "$root/build/release/tools/energy-lint" >>"$GITHUB_PATH"
