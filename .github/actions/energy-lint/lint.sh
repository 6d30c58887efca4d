#!/usr/bin/env bash
# Lints; the severest findings become annotations, the Markdown report the summary of the job and, where asked for, the
# body of a comment. Inputs are ENERGY_LINT_* variables.
set -uo pipefail
annotations=$(mktemp)
summary=$(mktemp)
trap 'rm -f "$annotations" "$summary"' EXIT
flags=(--report "markdown=$summary" --report "github=$annotations")
[ -z "${ENERGY_LINT_CONFIG-}" ] || flags+=("--config=$ENERGY_LINT_CONFIG")
[ -z "${ENERGY_LINT_SARIF-}" ] || flags+=(--report "sarif=$ENERGY_LINT_SARIF")
# Patterns and several words are meant to be taken apart.
# shellcheck disable=SC2086
energy-lint "${flags[@]}" ${ENERGY_LINT_ARGUMENTS-} ${ENERGY_LINT_MODELS-}
code=$?
# Where the step runs in a folder of the repository, files are named from the repository's root: the platform knows no other.
below=$(realpath --relative-to="${GITHUB_WORKSPACE:-.}" .) || below=.
case $below in
. | ..*) ;;
*)
  shorten=':a; s#([/="])[^/.,"=][^/,"=]*/\.\./#\1#; ta' # a/../b is b
  sed -i -E "s#^(::[a-z]+ file=)#\1$below/#; $shorten" "$annotations"
  [ ! -f "${ENERGY_LINT_SARIF-}" ] || sed -i -E "/^ *\"uri\": /{s#(: \")#\1${below// /%20}/#; $shorten
}" "$ENERGY_LINT_SARIF"
  ;;
esac
# No report: the summary and the comment say so, too.
[ -s "$summary" ] || printf '**energy-lint: no result** (exit code %s): the log of the job says why.\n' "$code" >"$summary"
cat "$annotations"
cat "$summary" >>"$GITHUB_STEP_SUMMARY"
# The first line is how the step that posts the comment finds it again (docs/ci.md).
[ -z "${ENERGY_LINT_COMMENT-}" ] || { printf '<!-- energy-lint -->\n' && cat "$summary"; } >"$ENERGY_LINT_COMMENT"
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
exit "$code"
