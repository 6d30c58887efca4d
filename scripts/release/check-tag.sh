#!/usr/bin/env bash
# scripts/release/check-tag.sh v1.2.3  the tag, the project's version and the changelog name the same version, else exit 1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
version=$(sed -n 's/^project(energy_opt VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
[ "$1" = "v$version" ] || { echo "check-tag.sh: the tag is $1, CMakeLists.txt says $version" >&2; exit 1; }
grep -q "^## $version\b" CHANGELOG.md || { echo "check-tag.sh: CHANGELOG.md has no '## $version'" >&2; exit 1; }
