#!/usr/bin/env bash
# scripts/check-web.sh [ENERGY_OPT]  builds the page in the browser and uses it in a headless Chromium: its figures are those of the tool
# (default: build/release's) to the last bit.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tool=${1:-$root/build/release/tools/energy-opt/energy-opt}
"$root/scripts/build-web.sh"
"$root/tests/web/page_test.py" "$root/build/web/page/energy-opt.html" "$tool"
