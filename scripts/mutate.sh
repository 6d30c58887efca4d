#!/usr/bin/env bash
# scripts/mutate.sh [--sample=N] [--seed=S] [--minutes=M] [--jobs=J] [--tests=NAME,…] [--without=SUITES] FILE…  which small faults in FILE no test sees.
# A fault is one constant, comparison, sign, bound, condition or truth value changed; N a file (12), drawn at random by the seed
# (1). All of them are compiled at once into a copy of HEAD (build/mutate, a git worktree built without optimisation) and switched
# on one by one (scripts/mutants.h). Of the test binaries that cover the file (--tests names others) the nearest is built and run
# first, one further away only for what that one does not see; at low priority, only the suites that come by the place. What
# does not compile is no mutant; a test that hangs has noticed. Prints each survivor with its line, and "survivors S of N" for
# each file and all. Tries no more after M minutes (60) behind the first build and says so. Exits with 1 when something survived or
# nothing was tried.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec python3 scripts/mutate.py "$@"
