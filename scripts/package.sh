#!/usr/bin/env bash
# scripts/package.sh [FOLDER]  makes what a release consists of in FOLDER (default: build/packages), for this machine's
# architecture: a Debian package, an archive of statically linked tools for any Linux, a container image, a wheel for Python,
# their contents (CycloneDX) and SHA256SUMS. The same commit gives the same bytes: every time is that of the commit.
# scripts/check-packages.sh installs and runs them.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
output=$(realpath -m "${1:-$root/build/packages}")
cd "$root"
scripts/setup.sh release
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC
umask 022
version=$(sed -n 's/^project(energy_opt VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
architecture=$(dpkg --print-architecture)
machine=$(uname -m)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$output"
mkdir -p "$output"

# What cmake --install copies from the build of a preset, to the prefix below a folder.
tree() { # PRESET PREFIX FOLDER
  cmake --preset "$1" >/dev/null # anew: what a folder was configured with before must not get in
  cmake --build --preset "$1" --target installed >&2
  DESTDIR=$3 cmake --install "build/$1" --prefix "$2" --strip >/dev/null
}

# Sorted, owned by root, of the commit's time.
archive() { # FOLDER
  tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --format=gnu -C "$1" -cf - .
}

tree debian /usr "$work/deb"
scripts/release/deb.sh "$version" "$architecture" "$work/deb" "$output"

name=energy-opt-$version-linux-$machine
tree static "/$name" "$work/static"
cp README.md CHANGELOG.md docs/licensing.md "$work/static/$name"
archive "$work/static" | gzip -9n >"$output/$name.tar.gz"

scripts/release/oci.py --version "$version" --architecture "$architecture" --tree "$work/static/$name" \
  --output "$output/energy-opt-$version-$architecture.oci.tar"

scripts/build-python.sh --wheel -o "$output"

scripts/release/sbom.py --version "$version" >"$output/energy-opt-$version-$architecture.cdx.json"
(cd "$output" && sha256sum -- *.deb *.tar.gz *.oci.tar *.whl *.cdx.json >"SHA256SUMS-$architecture")
ls -l "$output" >&2
