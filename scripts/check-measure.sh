#!/usr/bin/env bash
# scripts/check-measure.sh [ENERGY_CALIBRATE [MINUTES [KEEP [FOLDER]]]]  The road from networks to a board file on this machine, proved.
#
# ONNX Runtime for Node.js runs networks (FOLDER of KIND-NAME.onnx; default: those of `plan --networks` and, where
# $ENERGY_OPT_EXTRA_DATA is set, 41 of its models) beside scripts/fake-sensor.py, whose power is a known function of the processor
# time they take. `energy-calibrate board` is killed with SIGKILL in the middle and resumed. Then scripts/measure-verdict.py: the powers
# of the bundle against the truth that the sensor kept (2 % on average), and the times of networks left out of a fit, four times a
# quarter of them, by kind (15 %). KEEP: a folder for all that comes about; the same command goes on where it was interrupted.
# Needs `npm ci --ignore-scripts` in tests/node (or $ENERGY_OPT_NODE_MODULES) and is best left alone with the machine: what others
# kept busy is said. Its own nice value counts against them (sudo nice -n -5 scripts/check-measure.sh).
#
# Whole runs (a virtual machine of two processors, 77 networks, 12 minutes asked for, each killed after three networks and resumed
# without loss):
#  * one stretch of runs to a network, the machine left alone (others kept 0.09 processors busy), 645 s: times were 28 % off (mean logarithm) those of the
#    quickest of 16 stretches of 0.1 s, for the machine has two speeds that no process on it explains, in stretches of seconds.
#  * medians of inferences (0.04 processors busy, 9 minutes asked for, three rounds), 478 s: power off by 0.63 %, 2.26 % at worst; one visit and the next of a
#    network 4 % apart. Networks left out: 15 % (cnn), 17 % (depthwise), 35 % (transformer), 29 % (recurrent), 34 % (quantised), 49 % (other).
#    The quicker time of that run and another, with what ONNX Runtime's rules know since (steps of a recurrence, softmax of an attention, unrolled 8-bit
#    patches, caches, what a call takes): 15 %, 12 %, 22 %, 15 %, 18 %, 53 %.
#  * the same again with those rules (0.06 processors busy, but the visits 13 % apart and all times 13 % longer than in those runs, single networks 41 %), 478 s:
#    power off by 0.71 %, 2.5 % at worst; 14 % (cnn), 15 % (depthwise), 16 % (transformer), 23 % (recurrent), 13 % (quantised), 34 % (other). What an
#    inference takes beside its kernels shows in the smallest networks alone: before the rules expected it, recurrent ones were 32 % off and others 68 %.
#  * with what ONNX Runtime runs beside its kernels (blocked maps, results copied, attentions in steps): power off by 0.60 %, 1.9 % at worst; 12 % (cnn),
#    13 % (depthwise), 7.5 % (transformer), 12 % (recurrent), 17 % (quantised; one of seven runs mostly as floats), 38 % (other).
#  * with groups of mixed integers, beside compilers (0.52 processors busy, one visit and the next 23 % apart), 542 s: power off by 0.81 %, 3.2 % at worst;
#    13 % (cnn), 14 % (depthwise), 26 % (transformer), 44 % (recurrent), 17 % (quantised), 39 % (other). Of the same times the rules before made 13, 15,
#    26, 42, 19 and 35 %: what was disturbed says little of the rest, but the network that ran mostly as floats is 3 % off and was 12.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
tool=$(realpath "${1:-$root/build/release/tools/energy-calibrate/energy-calibrate}")
minutes=${2:-12}
work=${3:-$(mktemp -d)}
if [ -z "${ENERGY_OPT_NODE_MODULES:-}" ] && [ ! -d "$root/tests/node/node_modules" ]; then
  (cd "$root/tests/node" && npm ci --ignore-scripts)
fi
mkdir -p "$work"
work=$(realpath "$work")
networks=${4:+$(realpath "$4")}
trap 'kill $sensor 2>/dev/null; [ $# -ge 3 ] || rm -rf "$work"' EXIT
# Linux shares processors among sessions first; a nice value counts within one only.
as_nice='[ ! -w /proc/self/autogroup ] || nice >/proc/self/autogroup 2>/dev/null || true'
python3 "$root/scripts/fake-sensor.py" "$work/sys" 2 3 &
sensor=$!
for _ in $(seq 100); do
  [ ! -f "$work/sys/class/hwmon/hwmon0/power1_input" ] || break
  sleep 0.1
done
cd "$work"

kind_of() {
  case $1 in
  *quantised*) echo quantised ;;
  *depthwise* | *mobilenet*) echo depthwise ;;
  *encoder*) echo transformer ;;
  *lstm* | *gru*) echo recurrent ;;
  *elementwise* | *movement* | *mlp*) echo other ;;
  *) echo cnn ;;
  esac
}
if [ -z "$networks" ]; then
  networks=nets
  if [ ! -d nets ]; then
    "$tool" plan --networks=plan >plan.csv
    mkdir nets.part
    for file in plan/*.onnx; do cp "$file" "nets.part/$(kind_of "$file")-$(basename "$file")"; done
    # Only networks whose weights are constants: around weights that are inputs ONNX Runtime takes other, slower kernels.
    while read -r kind names; do
      for name in $names; do
        file=${ENERGY_OPT_EXTRA_DATA:-}/models/$name.onnx
        [ ! -f "$file" ] || cp "$file" "nets.part/$kind-$(basename "$file")"
      done
    done <<'KINDS'
cnn tv_squeezenet1_1_op13 kuleuven-micas_workload_resnet18/kuleuven-micas_workload_resnet18 measured/mlperf_tiny_ic greenwaves-tec_model_mnist
cnn measured/tx2_nas201_0_cifar10 measured/tx2_nas201_1_cifar10 measured/tx2_nas201_2_cifar10 nas201/nas201_1065_darcy nas201/nas201_6099_darcy nas201/nas201_10863_cifar100 nas201/nas201_1654_cifar100
cnn nas201/nas201_1495_darcy nas201/nas201_1495_ninapro nas201/nas201_6099_cifar100 microsoft_pytorch_super_resolution nas201/nas201_12572_cifar100
depthwise arch_mobilenet_v1_025_96_op13 tv_mobilenet_v2_op13 mlperf_edge/mobilenet_v1_1.0_128 measured/mlperf_tiny_vww measured/tx2_fbnet_0000000000000000000000_cifar100 shiqiyu_yunet_n_320_320 mlperf_edge/mobilenet_v2_0.35_160
depthwise mlperf_edge/mobilenet_v1_0.5_192 mlperf_edge/mobilenet_v1_0.25_128 mlperf_edge/mobilenet_v2_0.75_160 mlperf_edge/mobilenet_v3_small_0.75 mlperf_edge/efficientnet_lite0
transformer pulp_Models_CCT_FP32_CCT_2_32_32_128_Opset20 nn_transformer_encoder_op13 marabou_self-attention-mnist-pgd-medium-sim
recurrent breizhn_model_1 nn_gru_3l_op13 nn_gru_bi_dynbatch_op11 nn_lstm_batchfirst_op9 nn_rnn_tanh_op13
quantised tvq_resnet18_qdq_op13_xd tvq_resnet50_qdq_op13_xd mlcommons_resnet mlcommons_kws_ref_model
other mlcommons_model_ad
KINDS
    # Weights that are kept beside a network and are not there: zeros, in files that take no room.
    python3 - nets.part <<'PY'
import pathlib, re, sys
for file in pathlib.Path(sys.argv[1]).glob("*.onnx"):
    data = file.read_bytes()
    for at in re.finditer(rb"location\x12(.)", data, re.DOTALL):  # the key of a map, its value with its length before it
        name = data[at.end():at.end() + at[1][0]].decode()
        with open(file.parent / name, "ab") as weights:
            weights.truncate(1 << 30)
PY
    mv nets.part nets
  fi
fi

board=("$tool" board --id=this-machine --networks="$networks" --sysfs="$work/sys" --sensor=hwmon
  --runner-path="$root/runners" --runner=onnxruntime-node --option threads=1 --minutes="$minutes" -o made --resume)
if [ ! -f before.json ]; then
  echo "== killed in the middle"
  : >first.log # is looked at at once
  # A session of its own, so that all of it can be killed.
  setsid bash -c "$as_nice"'; exec "$@"' bash "${board[@]}" 2>first.log &
  first=$!
  while [ "$(grep -c '^[0-9]*/' first.log || true)" -lt 3 ] && kill -0 $first 2>/dev/null; do sleep 0.5; done
  kill -9 -- -$first 2>/dev/null || true
  wait $first 2>/dev/null || true
  [ -f made/bundle/manifest.json ] || { cat first.log >&2; exit 1; }
  cp made/bundle/manifest.json before.json
fi
echo "== resumed"
start=$SECONDS
code=0
setsid --wait bash -c "$as_nice"'; exec "$@"' bash "${board[@]}" || code=$?
echo "== board: exit code $code after $((SECONDS - start)) s; load average $(cut -d' ' -f1-3 /proc/loadavg)"
[ "$code" -le 1 ] || exit "$code"
python3 "$root/scripts/measure-verdict.py" "$tool" before.json made sys/truth.csv
