#!/usr/bin/env bash
# scripts/cross-arm64.sh [FOLDER]  The tools for the boards: built for arm64 on another machine, tested under qemu's user mode,
# packed as FOLDER/energy-opt-VERSION-linux-aarch64.tar.gz (default folder: build/arm64), statically linked: nothing but a
# kernel is needed.
#
# The libraries are Debian's arm64 packages, unpacked into FOLDER/system by scripts/release/arm64-system.sh. ENERGY_OPT_ARM64_TESTS names the tests (default: text measure), ENERGY_OPT_ARM64_FLAGS the optimisation (default:
# -O2 -DNDEBUG).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$(realpath -m "${1:-$root/build/arm64}")
read -r -a tests <<<"${ENERGY_OPT_ARM64_TESTS:-text measure}"
"$root/scripts/setup.sh" arm64
export ENERGY_OPT_ARM64_ROOT=$folder/system

"$root/scripts/release/arm64-system.sh" "$folder/system"

cmake -S "$root" -B "$folder/build" -G Ninja --toolchain "$root/scripts/arm64-toolchain.cmake" -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_CXX_FLAGS_RELEASE="${ENERGY_OPT_ARM64_FLAGS:--O2 -DNDEBUG}" -DCMAKE_C_COMPILER_LAUNCHER=ccache \
  -DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DENERGY_OPT_UNITY=ON -DENERGY_OPT_STATIC=ON -DENERGY_OPT_TESTS=ON >/dev/null
cmake --build "$folder/build" --target energy-opt energy-lint energy-calibrate "${tests[@]/%/_test}"

passed=0 all=0 skipped=0 failed=()
for test in "${tests[@]}"; do
  report=$folder/$test.xml
  (cd "$root/testdata" && qemu-aarch64-static -L "$folder/system" "$folder/build/tests/$test/${test}_test" --gtest_brief=1 \
    --gtest_output="xml:$report") || failed+=("$test")
  read -r ran bad < <(sed -n '0,/<testsuites/s/.*<testsuites tests="\([0-9]*\)" failures="\([0-9]*\)".*/\1 \2/p' "$report")
  without=$(grep -c 'result="skipped"' "$report" || true)
  all=$((all + ran)) skipped=$((skipped + without)) passed=$((passed + ran - bad - without))
done
echo "cross-arm64.sh: $passed of $all tests of ${tests[*]} pass under qemu, $skipped skipped${failed[*]:+; failing: ${failed[*]}}"

version=$(sed -n 's/^project(energy_opt VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
name=energy-opt-$version-linux-aarch64
rm -rf "$folder/tree"
mkdir -p "$folder/tree/$name/bin" "$folder/tree/$name/share/energy-opt"
for tool in energy-opt energy-lint energy-calibrate; do
  aarch64-linux-gnu-strip -o "$folder/tree/$name/bin/$tool" "$folder/build/tools/$tool/$tool"
done
cp -r "$root/boardmodels" "$root/runners" "$folder/tree/$name/share/energy-opt/"
cp "$root/README.md" "$root/docs/measuring.md" "$root/docs/licensing.md" "$folder/tree/$name"
qemu-aarch64-static "$folder/tree/$name/bin/energy-calibrate" --version
tar --sort=name --owner=0 --group=0 --numeric-owner -C "$folder/tree" -czf "$folder/$name.tar.gz" "$name"
ls -l "$folder/$name.tar.gz"
[ ${#failed[@]} -eq 0 ]
