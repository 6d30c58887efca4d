#!/usr/bin/env bash
# scripts/release/deb.sh VERSION ARCHITECTURE TREE FOLDER  makes energy-opt_VERSION_ARCHITECTURE.deb in FOLDER of what is
# installed below TREE. $SOURCE_DATE_EPOCH is the time of every file, $ENERGY_OPT_ARM64_ROOT the libraries of a package for arm64
# (arm64-system.sh).
set -euo pipefail
version=$1 architecture=$2 tree=$3 output=$4
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
maintainer="energy-opt maintainers <maintainers@energy-opt.invalid>"
doc=$tree/usr/share/doc/energy-opt
mkdir -p "$tree/DEBIAN" "$doc"
gzip -9n "$tree"/usr/share/man/man1/*.1
cp "$root/README.md" "$root/CHANGELOG.md" "$root/docs/licensing.md" "$doc"
gzip -9n >"$doc/changelog.gz" <<CHANGELOG
energy-opt ($version) unstable; urgency=medium

  * CHANGELOG.md beside this file says what changed.

 -- $maintainer  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
CHANGELOG
cat >"$doc/copyright" <<COPYRIGHT
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: energy-opt

Files: *
Copyright: $(date -u -d "@$SOURCE_DATE_EPOCH" +%Y) the owners of energy-opt
License: to-be-stated
 The licence is to be stated by the owner. licensing.md beside this file lists the licences of what the tools
 are linked with and the sources of the figures in the board models.
COPYRIGHT

# Which libraries the tools need, from those installed here, or there.
libraries=()
if [ "$architecture" = arm64 ] && [ -n "${ENERGY_OPT_ARM64_ROOT-}" ]; then
  libraries=("--admindir=$ENERGY_OPT_ARM64_ROOT/var/lib/dpkg")
  for folder in lib usr/lib; do libraries+=("-l$ENERGY_OPT_ARM64_ROOT/$folder/aarch64-linux-gnu"); done
fi
mkdir -p "$tree/debian"
printf 'Source: energy-opt\n\nPackage: energy-opt\nArchitecture: any\n' >"$tree/debian/control"
depends=$(cd "$tree" && DEB_HOST_ARCH=$architecture dpkg-shlibdeps "${libraries[@]}" -O usr/bin/* | sed -n 's/^shlibs:Depends=//p')
rm -r "$tree/debian"

# As dpkg-gencontrol counts: files in whole KiB, and one for everything else.
size=$(find "$tree/usr" -printf '%y %s\n' | awk '{ sum += $1 == "f" ? int(($2 + 1023) / 1024) : 1 } END { print sum }')
cat >"$tree/DEBIAN/control" <<CONTROL
Package: energy-opt
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $size
Depends: $depends
Section: devel
Priority: optional
Description: joules a neural network costs per layer, from its ONNX file
 energy-opt reads an ONNX file and estimates energy and latency of every layer
 on edge boards, with intervals. energy-lint holds networks to budgets in build
 pipelines, energy-calibrate makes board models of measurements. No weights are
 read, nothing is executed and no board is needed.
CONTROL
(cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
find "$tree" -type d -exec chmod 755 {} + -o -type f ! -path '*/bin/*' -exec chmod 644 {} +
find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
# One thread: xz cuts what many compress, and other bytes come out.
dpkg-deb --root-owner-group -Zxz --threads-max=1 --build "$tree" "$output/energy-opt_${version}_$architecture.deb" >/dev/null
