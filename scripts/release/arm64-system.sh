#!/usr/bin/env bash
# scripts/release/arm64-system.sh FOLDER  Debian's arm64 libraries in FOLDER, for building the tools on another machine; does nothing
# where they are. The packages of this machine stay as they are: what is unpacked is recorded in FOLDER/var/lib/dpkg, with the
# paths it has here, so that dpkg-shlibdeps and dpkg-query find it (--admindir). $DEBIAN_MIRROR names another archive.
set -euo pipefail
folder=$(realpath -m "$1")
[ ! -f "$folder/complete" ] || exit 0
packages=(libc6-dev libstdc++-12-dev llvm-14-dev zlib1g-dev libtinfo-dev libonnx-dev libprotobuf-dev libfmt-dev libeigen3-dev libboost-dev
  libsqlite3-dev libgtest-dev libgmock-dev nlohmann-json3-dev)
records=$folder/var/lib/dpkg
apt=$folder/apt
rm -rf "$records"
mkdir -p "$apt"/state/lists/partial "$apt"/cache/archives/partial "$records/info" "$records/updates"
touch "$apt/state/status"
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${DEBIAN_MIRROR:-http://deb.debian.org/debian} $suite main" >"$apt/sources.list"
cat >"$apt/apt.conf" <<END
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
Dir::State "$apt/state";
Dir::State::status "$apt/state/status";
Dir::Cache "$apt/cache";
Dir::Etc::SourceList "$apt/sources.list";
Dir::Etc::SourceParts "-";
END
export APT_CONFIG=$apt/apt.conf
apt-get update -qq
apt-get install -qq -y --download-only --no-install-recommends "${packages[@]}" >/dev/null

echo arm64 >"$records/arch"
echo 1 >"$records/info/format" # files of NAME:arm64
for package in "$apt"/cache/archives/*.deb; do
  dpkg-deb -x "$package" "$folder"
  name=$(dpkg-deb -f "$package" Package)
  [ "$(dpkg-deb -f "$package" Multi-Arch)" != same ] || name=$name:arm64
  { dpkg-deb -f "$package" && printf 'Status: install ok installed\n\n'; } >>"$records/status"
  dpkg-deb --fsys-tarfile "$package" | tar -t | sed "s#^\.#$folder#; s#/\$##" >"$records/info/$name.list"
  for file in shlibs symbols; do dpkg-deb -I "$package" $file >"$records/info/$name.$file" 2>/dev/null || rm "$records/info/$name.$file"; done
done
# Links to absolute paths would lead out of the folder.
find "$folder" -type l -lname '/*' | while read -r link; do
  target=$folder$(readlink "$link")
  [ ! -e "$target" ] || ln -sfn "$target" "$link"
done
touch "$folder/complete"
