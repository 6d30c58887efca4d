#!/usr/bin/env bash
# scripts/release/notes.sh v1.2.3  the changelog's section of the version, without its heading.
set -euo pipefail
version=${1#v}
awk -v head="## $version" '
  /^## / { inside = index($0, head) == 1 && (length($0) == length(head) || substr($0, length(head) + 1, 1) == " "); next }
  inside' "$(dirname "${BASH_SOURCE[0]}")/../../CHANGELOG.md" | sed '/./,$!d'
