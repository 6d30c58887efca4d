#!/usr/bin/env bash
# scripts/check-packages.sh [FOLDER]  installs what scripts/package.sh made in FOLDER (default: build/packages) and runs it as
# a user would: the Debian package in a fresh Debian 12 where debootstrap reaches an archive ($DEBIAN_MIRROR), else unpacked; the
# archive of static tools in a folder with a blank in its name and, as the container image, on an otherwise empty root and by buildah. Says
# which of these was done. $SUITES: further Debian releases whose minimal system runs the static tools. $ROOTS: a folder with
# systems that debootstrap made before ($ROOTS/bookworm), copied in the place of fetching them.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
packages=$(realpath "${1:-$root/build/packages}")
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
step() { printf '== %s\n' "$*"; }
fail() { printf 'check-packages.sh: %s\n' "$*" >&2; exit 1; }

(cd "$packages" && sha256sum --quiet --check SHA256SUMS-*)
step "checksums are those of the files"

# Runs the tools of a prefix, alone in an environment, on a network and compares with the first that ran.
network=$root/testdata/networks/tiny-cnn.onnx
expected=
started() { # COMMAND… (energy-opt): milliseconds, the mean of 20 runs that only say their version
  local begun tenths
  begun=$(date +%s%N)
  for _ in {1..20}; do "$@" --version >/dev/null; done
  tenths=$((($(date +%s%N) - begun) / 2000000))
  printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}
try() { # NAME COMMAND… (energy-opt, as it is run there; reads the network from standard input)
  local name=$1 out
  shift
  out=$("$@" --board=edge-tpu --format=csv - <"$network") || fail "$name: exit code $?"
  [ "${#out}" -gt 500 ] || fail "$name: no report: $out"
  [ -n "$expected" ] || expected=$out
  [ "$out" = "$expected" ] || fail "$name: other figures than the first package"
  step "$name: works, $(started "$@") ms a start"
}

if [ -d "$root/tests/node/node_modules/@cyclonedx" ]; then
  for contents in "$packages"/*.cdx.json; do
    node "$root/tests/node/check-sbom.mjs" "$contents" || fail "$contents does not follow CycloneDX 1.5"
  done
  step "lists of contents: CycloneDX 1.5, by the format's own library"
else
  step "lists of contents are not checked: no packages in tests/node (npm ci --ignore-scripts there)"
fi

if command -v lintian >/dev/null; then
  lintian --fail-on=error,warning --suppress-tags initial-upload-closes-no-bugs,no-manual-page "$packages"/*.deb
  step "lintian: no errors, no warnings"
else
  step "lintian is not installed: not checked"
fi

mkdir "$work/deb"
dpkg-deb -x "$packages"/energy-opt_*.deb "$work/deb"
for file in usr/bin/energy-{opt,lint,calibrate} usr/share/man/man1/energy-{opt,lint,calibrate}.1.gz usr/share/energy-opt/boardmodels/edge-tpu.yaml \
  usr/share/bash-completion/completions/energy-lint usr/share/zsh/site-functions/_energy-opt usr/share/fish/vendor_completions.d/energy-opt.fish; do
  [ -s "$work/deb/$file" ] || fail "the Debian package has no $file"
done
try "Debian package, unpacked" env -i "$work/deb/usr/bin/energy-opt"

chroot_of() { # SUITE FOLDER
  if [ -n "${ROOTS-}" ] && [ -d "$ROOTS/$1" ]; then
    cp -a "$ROOTS/$1" "$2"
    return
  fi
  [ "$(id -u)" = 0 ] && command -v debootstrap >/dev/null && timeout 600 debootstrap --variant=minbase "$1" "$2" "$mirror" >"$work/log" 2>&1
}
if chroot_of bookworm "$work/bookworm"; then
  cp "$packages"/energy-opt_*.deb "$work/bookworm/tmp/"
  start=$(date +%s)
  chroot "$work/bookworm" sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends /tmp/*.deb' >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "apt cannot install the package"; }
  try "Debian 12 from debootstrap, apt install ($(($(date +%s) - start)) s)" chroot "$work/bookworm" energy-opt
  chroot "$work/bookworm" sh -c 'energy-lint --version && energy-calibrate --version && gzip -t /usr/share/man/man1/energy-*.1.gz &&
    for file in /usr/share/bash-completion/completions/energy-*; do bash -n "$file" || exit 1; done' >/dev/null || fail "what the package installs does not run"
  chroot "$work/bookworm" apt-get purge -y -qq energy-opt >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "apt cannot remove the package"; }
  left=$(find "$work/bookworm/usr" "$work/bookworm/etc" -name '*energy-*')
  [ -z "$left" ] || fail "the package leaves behind: $left"
else
  step "no fresh Debian 12: not root, no debootstrap, or no archive at $mirror"
fi

mkdir "$work/any where"
tar -xzf "$packages"/energy-opt-*-linux-*.tar.gz -C "$work/any where"
prefix=$(echo "$work/any where"/energy-opt-*)
! ldd "$prefix/bin/energy-opt" >/dev/null 2>&1 || fail "energy-opt of the archive needs shared libraries"
try "archive of static tools" env -i "$prefix/bin/energy-opt"
for suite in ${SUITES-}; do
  if chroot_of "$suite" "$work/$suite"; then
    cp -r "$prefix" "$work/$suite/opt/energy-opt"
    try "static tools on $suite" chroot "$work/$suite" /opt/energy-opt/bin/energy-opt
  else
    step "no fresh $suite: not reached"
  fi
done

mkdir "$work/image" "$work/rootfs"
tar -xf "$packages"/*.oci.tar -C "$work/image"
for layer in $(python3 "$root/scripts/release/oci-layers.py" "$work/image"); do
  tar -xzf "$layer" -C "$work/rootfs"
done
if [ "$(id -u)" = 0 ]; then
  try "container image on an empty root" chroot "$work/rootfs" /usr/bin/energy-opt
else
  step "not root: the image is not run"
fi
# By readers of others: what a registry or an engine makes of the file.
image=oci-archive:$(echo "$packages"/*.oci.tar)
if command -v skopeo >/dev/null; then
  skopeo inspect --config "$image" >"$work/config.json" || fail "skopeo does not read the image"
  step "container image: read by skopeo"
fi
if command -v buildah >/dev/null && [ "$(id -u)" = 0 ]; then
  engine=(buildah --root "$work/containers" --runroot "$work/running" --storage-driver vfs)
  container=$("${engine[@]}" from "$image" 2>"$work/log") || { cat "$work/log" >&2; fail "buildah does not read the image"; }
  try "container image by buildah" "${engine[@]}" run --isolation chroot "$container" -- /usr/bin/energy-opt
  "${engine[@]}" rm "$container" >/dev/null
else
  step "the image is not run by buildah: not installed, or not root"
fi
mkdir "$work/wheel"
python3 -m zipfile -e "$packages"/*.whl "$work/wheel"
joules() { # COMMAND…: of what it prints as JSON
  "$@" | python3 -c 'import json, sys; print(json.load(sys.stdin)["totals"]["energy_j"])'
}
tool=$(joules "$prefix/bin/energy-opt" --board=edge-tpu --format=json "$network")
wheel=$(PYTHONPATH=$work/wheel /usr/bin/python3 -c 'import energy_opt, sys; print(energy_opt.estimate(sys.argv[1], board="edge-tpu").energy_j)' "$network") ||
  fail "the wheel does not run: it needs libonnx1, libprotobuf32 and libfmt9"
[ "$wheel" = "$tool" ] || fail "the wheel says $wheel J, the tool $tool J"
step "wheel: works"
# The action's steps, as a runner would take them, from a folder in the place of the platform's releases.
version=$(basename "$packages"/*.oci.tar | sed -E 's/^energy-opt-([0-9.]+)-.*/\1/')
mkdir -p "$work/releases/v$version" "$work/toy/nets" "$work/home"
cp "$packages"/energy-opt-*-linux-*.tar.gz "$work/releases/v$version"
cat "$packages"/SHA256SUMS-* >"$work/releases/v$version/SHA256SUMS"
cp "$network" "$work/toy/nets"
printf 'schema: energy-opt/lint/1\nboard: edge-tpu\nmodels: ["nets/*.onnx"]\nbudgets: [{metric: macs, max: 1}]\n' >"$work/toy/energy.yaml"
action=$root/.github/actions/energy-lint
runner=(env -i "PATH=/usr/bin:/bin" "HOME=$work/home" "ENERGY_LINT_VERSION=$version" "ENERGY_LINT_RELEASES=file://$work/releases"
  "GITHUB_PATH=$work/path" "GITHUB_OUTPUT=$work/output" "GITHUB_STEP_SUMMARY=$work/summary" "ENERGY_LINT_COMMENT=$work/comment.md")
if "${runner[@]}" sh -c 'command -v energy-lint' >/dev/null || ! command -v curl >/dev/null; then
  step "the action is not tried: energy-lint is installed here, or curl is not"
else
  if "${runner[@]}" "ENERGY_LINT_SHA256=$(printf '0%.0s' {1..64})" "$action/install.sh" >"$work/log" 2>&1; then
    fail "the action takes an archive of another checksum"
  fi
  start=$(date +%s)
  "${runner[@]}" "$action/install.sh"
  code=0
  (cd "$work/toy" && "${runner[@]}" "PATH=$(cat "$work/path"):/usr/bin:/bin" "$action/lint.sh") >"$work/log" || code=$?
  [ "$code" = 1 ] && grep -q '^::error file=' "$work/log" && grep -q 'DOES NOT FIT' "$work/summary" && grep -q '^<!-- energy-lint -->' "$work/comment.md" ||
    { cat "$work/log" >&2; fail "the action's steps: exit code $code"; }
  rm -r "$work/releases"
  "${runner[@]}" "$action/install.sh" # from what it kept
  step "the action: a failing pull request in $(($(date +%s) - start)) s, a wrong checksum refused, a second run without download"
fi

size=$(stat -c %s "$packages"/*.oci.tar)
[ "$size" -lt 30000000 ] || fail "the image takes $size bytes, 30 MB are the limit"
step "sizes: $(cd "$packages" && stat -c '%n %s' -- *.deb *.tar.gz *.oci.tar *.whl | tr '\n' ' ')"
