#!/usr/bin/env bash
# scripts/mutate.sh [-n MOST] [-b BUILD] FILE…  which small faults in FILE no test sees.
# Changes one constant, comparison or sign at a time, builds the test binary of the file's folder in BUILD (build/quick)
# and runs it; prints what survives and "survivors S of N". MOST mutants a file (20), spread evenly over it. The file is put
# back whatever happens; one that has uncommitted changes is refused. Exits with 1 when something survived.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec python3 scripts/mutate.py "$@"
