#!/usr/bin/env bash
# scripts/check-measure.sh [ENERGY_CALIBRATE [FOLDER [MINUTES [KEEP]]]]  The road from networks to a board file on this machine, proved.
#
# ONNX Runtime for Node.js runs networks (FOLDER of *.onnx; default: those of `plan --networks` and, where
# $ENERGY_OPT_EXTRA_DATA is set, twelve of its models) beside scripts/fake-sensor.py, whose power is a known function of the
# processor time they take. `energy-calibrate board` is killed with SIGKILL in the middle and resumed. Then: the powers of the bundle against
# the truth that the sensor kept (2 %), networks measured, and the error on networks kept aside. Needs `npm ci
# --ignore-scripts` in tests/node (or $ENERGY_OPT_NODE_MODULES) and a quiet machine: what else runs is in the latencies.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
tool=$(realpath "${1:-$root/build/release/tools/energy-calibrate/energy-calibrate}")
minutes=${3:-12}
if [ -z "${ENERGY_OPT_NODE_MODULES:-}" ] && [ ! -d "$root/tests/node/node_modules" ]; then
  (cd "$root/tests/node" && npm ci --ignore-scripts)
fi
# KEEP: a folder that does not exist yet, for all that comes about; default: thrown away.
work=${4:-$(mktemp -d)}
mkdir -p "$work"
work=$(realpath "$work")
trap 'kill $sensor 2>/dev/null; [ $# -ge 4 ] || rm -rf "$work"' EXIT
python3 "$root/scripts/fake-sensor.py" "$work/sys" 2 3 &
sensor=$!
for _ in $(seq 100); do
  [ ! -f "$work/sys/class/hwmon/hwmon0/power1_input" ] || break
  sleep 0.1
done
networks=${2:+$(realpath "$2")}
cd "$work"

if [ -z "$networks" ]; then
  "$tool" plan --networks=nets >plan.csv
  for name in mlcommons_resnet mlcommons_kws_ref_model mlcommons_model_ad greenwaves-tec_model_mnist linzaer_version-RFB-320 \
    shiqiyu_yunet_n_320_320 arch_mobilenet_v1_025_96_op13 tv_squeezenet1_1_op13 tv_mobilenet_v2_op13 \
    microsoft_pytorch_super_resolution breizhn_model_1 kuleuven-micas_attention_head; do
    [ ! -f "${ENERGY_OPT_EXTRA_DATA:-}/models/$name.onnx" ] || cp "$ENERGY_OPT_EXTRA_DATA/models/$name.onnx" "nets/60-$name.onnx"
  done
  networks=nets
fi

make() {
  "$tool" board --id=this-machine --networks="$networks" --sysfs="$work/sys" --sensor=hwmon --runner-path="$root/runners" --runner=onnxruntime-node \
    --option threads=1 --minutes="$minutes" -o made "$@"
}
echo "== killed in the middle"
# A group of its own, so that all of it can be killed.
setsid "$tool" board --id=this-machine --networks="$networks" --sysfs="$work/sys" --sensor=hwmon --runner-path="$root/runners" --runner=onnxruntime-node \
  --option threads=1 --minutes="$minutes" -o made 2>first.log &
first=$!
while [ "$(grep -c '^[0-9]*/' first.log || true)" -lt 3 ] && kill -0 $first 2>/dev/null; do sleep 0.5; done
kill -9 -- -$first 2>/dev/null || true
wait $first 2>/dev/null || true
[ -f made/bundle/manifest.json ] || { cat first.log >&2; exit 1; }
cp made/bundle/manifest.json before.json
echo "== resumed"
start=$SECONDS
code=0
make --resume || code=$?
echo "== board: exit code $code, $((SECONDS - start)) s"
cat made/validate.txt
python3 - "$work/before.json" "$work/made/bundle/manifest.json" "$work/sys/truth.csv" <<'PY'
import bisect
import json
import sys

before, after = (json.load(open(path, encoding="utf-8"))["networks"] for path in sys.argv[1:3])
stamps, watts = [], []
for line in open(sys.argv[3], encoding="utf-8"):
    begin, end, power = map(float, line.split(","))
    stamps.append(end)
    watts.append((begin, end, power))
kept = [one for one in before if one in after]
print(f"{len(kept)} of {len(before)} networks measured before the kill stand unchanged")
good = [one for one in after if one["failure"] is None]
errors = []
for one in good:
    joules = seconds = 0.0
    for run in one["runs"]:
        for begin, end, power in watts[bisect.bisect_left(stamps, run["begin_s"]):]:
            if begin >= run["end_s"]:
                break
            inside = max(0.0, min(end, run["end_s"]) - max(begin, run["begin_s"]))
            joules += inside * power
            seconds += inside
    errors.append((abs(one["power_w"] / (joules / seconds) - 1), one["model"]))
errors.sort()
mean = sum(error for error, _ in errors) / len(errors)
print(f"{len(good)} of {len(after)} networks measured; power off by {100 * mean:.2f} % on average, "
      f"{100 * errors[-1][0]:.2f} % at worst ({errors[-1][1]})")
for one in after:
    if one["failure"]:
        print(f"failed: {one['model']}: {one['failure']}")
sys.exit(1 if mean > 0.02 or len(kept) < len(before) else 0)
PY
