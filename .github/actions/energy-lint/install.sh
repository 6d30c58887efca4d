#!/usr/bin/env bash
# install.sh [--which]  puts energy-lint on the path of later steps: the one that is installed, else a release by version
# and checksum, else built from the checkout that this action is part of (Debian 12, some minutes). A checksum that
# differs is an error: nothing else is tried then. --which only says which release it would be and where it lies.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
version=${ENERGY_LINT_VERSION:-$(sed -n 's/^project(energy_opt VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")}
version=${version#v}
name=energy-opt-$version-linux-$(uname -m)
folder=${RUNNER_TOOL_CACHE:-${HOME:?}/.cache}/energy-opt/$name
if [ "${1-}" = --which ]; then
  printf 'name=%s\nfolder=%s\n' "$name" "$folder" >>"$GITHUB_OUTPUT"
  exit 0
fi

# 0 where the archive is there and is the right one.
download() { # FOLDER
  local releases=${ENERGY_LINT_RELEASES-} expected=${ENERGY_LINT_SHA256-} sums
  [ -n "$releases" ] || return 1
  curl -fsSL --retry 3 -o "$1/$name.tar.gz" "$releases/v$version/$name.tar.gz" || return 1
  if [ -z "$expected" ]; then
    sums=$(curl -fsSL --retry 3 "$releases/v$version/SHA256SUMS") || return 1
    expected=$(awk -v file="$name.tar.gz" '$2 == file { print $1 }' <<<"$sums")
  fi
  if ! sha256sum --check --status <<<"$expected  $1/$name.tar.gz"; then
    echo "::error title=energy-lint::$name.tar.gz is not the file with SHA-256 ${expected:-in SHA256SUMS}"
    exit 1
  fi
}

command -v energy-lint >/dev/null && exit 0
if [ ! -x "$folder/bin/energy-lint" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  if download "$work"; then
    mkdir -p "$(dirname "$folder")"
    tar -xzf "$work/$name.tar.gz" -C "$(dirname "$folder")"
  else
    echo "energy-lint: no release $version for $(uname -m); building it from the sources" >&2
    "$root/scripts/run.sh" energy-lint --version
    echo "$root/build/release/tools/energy-lint" >>"$GITHUB_PATH"
    exit 0
  fi
fi
echo "$folder/bin" >>"$GITHUB_PATH"
