#!/usr/bin/env bash
# Lints; findings become annotations, the Markdown report the summary of the job. Inputs are ENERGY_LINT_* variables.
set -uo pipefail
annotations=$(mktemp)
flags=(--report "markdown=$GITHUB_STEP_SUMMARY" --report "github=$annotations")
[ -z "${ENERGY_LINT_CONFIG-}" ] || flags+=("--config=$ENERGY_LINT_CONFIG")
[ -z "${ENERGY_LINT_SARIF-}" ] || flags+=(--report "sarif=$ENERGY_LINT_SARIF")
# Patterns and several words are meant to be taken apart.
# shellcheck disable=SC2086
energy-lint "${flags[@]}" ${ENERGY_LINT_ARGUMENTS-} ${ENERGY_LINT_MODELS-}
code=$?
cat "$annotations"
rm -f "$annotations"
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
exit "$code"
