#!/usr/bin/env bash
# scripts/check-all.sh FOLDER [ENERGY_OPT]  everything that needs real networks and other programs, by hand and long:
# reference figures and damaged files (compare-models.py), ONNX Runtime's shapes and saved graphs (check-runtime.py), fixed networks in it (check-fix.py),
# channels taken out of files (check-sensitivity.py), missions, choices, splits and pipelines worked out anew (check-decisions.py, check-pipelines.py), the commands of docs/questions.md (check-questions.sh), the laws
# (check-laws.sh), a client of MCP, the installed library and Python (check-library.sh), the page in the browser (check-web.sh), one new thing of each sort built and tested (new.py), what documents say (check-docs.py), packages made twice with the same
# bytes, installed and run (package.sh, check-packages.sh), and small faults that no test sees (mutate.sh; $MUTANTS a
# file, 5).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=${1:?usage: check-all.sh FOLDER [ENERGY_OPT]}
tool=${2:-$root/build/release/tools/energy-opt/energy-opt}

[ -d "$root/tests/node/node_modules" ] || (cd "$root/tests/node" && npm ci --ignore-scripts)
"$root/scripts/compare-models.py" "$folder" "$tool"
"$root/scripts/check-runtime.py" "$folder" "$tool"
"$root/scripts/check-fix.py" "$folder" "$tool"
"$root/scripts/check-fix.py" "$folder" "$tool" aligned-channels 24 # no multiple of what networks have
ENERGY_OPT_EXTRA_DATA=${ENERGY_OPT_EXTRA_DATA:-$(dirname "$folder")} "$root/scripts/check-sensitivity.py" "$tool"
ENERGY_OPT_EXTRA_DATA=${ENERGY_OPT_EXTRA_DATA:-$(dirname "$folder")} "$root/scripts/check-questions.sh" "$tool"
ENERGY_OPT_EXTRA_DATA=${ENERGY_OPT_EXTRA_DATA:-$(dirname "$folder")} "$root/scripts/check-decisions.py" "$tool"
ENERGY_OPT_EXTRA_DATA=${ENERGY_OPT_EXTRA_DATA:-$(dirname "$folder")} "$root/scripts/check-pipelines.py" "$tool"
ENERGY_OPT_EXTRA_DATA=${ENERGY_OPT_EXTRA_DATA:-$(dirname "$folder")} "$root/scripts/check-laws.sh"
node "$root/tests/node/mcp-client.mjs" "$tool" "$root/testdata/networks/tiny-cnn.onnx"
"$root/scripts/check-library.sh"
"$root/scripts/check-web.sh" "$tool"
"$root/scripts/new.py" --check --build
"$root/scripts/check-docs.py"
once=$(mktemp -d) again=$(mktemp -d)
"$root/scripts/package.sh" "$once"
rm -r "$root/build/static" "$root/build/debian" # the same bytes of another build
"$root/scripts/package.sh" "$again"
diff -r "$once" "$again"
"$root/scripts/check-packages.sh" "$once"
(cd "$root" && scripts/mutate.sh --sample="${MUTANTS:-5}" --minutes=600 lib/cost/*.cpp lib/cost/kinds/*.cpp lib/board/*.cpp passes/*Mac*.cpp \
  lib/trace/signal/*.cpp lib/calibrate/*.cpp)
