#!/bin/bash
# scripts/check-questions.sh [ENERGY_OPT]: runs the commands that rows of docs/questions.md quote on real networks and
# compares the figures. A row has to hold the command and each figure, and the tool has to print the figure; energy-lint is taken from beside it. Every
# row of the table has a command or says 'not answered'. Exit code 1 where one does not, 77 without networks in $ENERGY_OPT_EXTRA_DATA.
set -u
cd "$(dirname "$0")/.." || exit 2
tool=$(realpath "${1:-build/release/tools/energy-opt/energy-opt}")
lint=$(realpath "$(dirname "$tool")/../energy-lint/energy-lint")
models="${ENERGY_OPT_EXTRA_DATA:-}/models"
if [ ! -d "$models/modern" ]; then
  echo "skipped: no networks (set ENERGY_OPT_EXTRA_DATA)"
  exit 77
fi
export ENERGY_OPT_BOARD_PATH=$PWD/boardmodels
faults=0 figures=0 commands=0
declare -A answered
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# What the pipelines of docs/examples name, beside them.
cp docs/examples/pipelines/*.yaml "$scratch"
ln -s "$models/modern/yolov8n_640.onnx" "$models/modern/yolov8n_320.onnx" "$scratch"
ln -s "$models/tv_resnet18_op17_nw.onnx" "$scratch/resnet18.onnx"

# Words of the questions as files.
word() {
  case $1 in
  squeezenet) echo "$models/onnx_light_squeezenet.onnx" ;;
  mobilenetv2) echo "$models/tv_mobilenet_v2_op13.onnx" ;;
  mobilenetv2-1.4) echo "$models/mlperf_edge/mobilenet_v2_1.4_224.onnx" ;;
  resnet50 | resnet50-fp32) echo "$models/tv_resnet50_op13_xd.onnx" ;;
  resnet50-int8) echo "$models/tvq_resnet50_qdq_op13_xd.onnx" ;;
  rfb320) echo "$models/linzaer_version-RFB-320.onnx" ;;
  yunet) echo "$models/shiqiyu_yunet_n_320_320.onnx" ;;
  rtdetr) echo "$models/modern/rtdetr_r18vd_640.onnx" ;;
  yolo) echo "$models/modern/yolov8n_640.onnx" ;;
  yolo320) echo "$models/modern/yolov8n_320.onnx" ;;
  yolov7t | yolov9t) echo "$models/modern/$1_640.onnx" ;;
  qwen2.5-0.5b-*) echo "$models/modern/llm/$1" ;;
  three-cameras.yaml) echo "$scratch/$1" ;;
  *) echo "$1" ;;
  esac
}

fault() {
  echo "row $1: $2"
  faults=$((faults + 1))
}

# question ROW COMMAND FIGURE...
question() {
  local row=$1 command=$2 line output arguments=() part program=$tool
  shift 2
  commands=$((commands + 1))
  answered[$row]=1
  line=$(grep "^| $row | " docs/questions.md)
  [[ $line == *"\`$command\`"* ]] || fault "$row" "does not say \`$command\`"
  for part in $command; do
    arguments+=("$(word "$part")")
  done
  if [ "${arguments[0]}" = energy-lint ]; then
    program=$lint
    arguments=("${arguments[@]:1}")
  fi
  output=$("$program" "${arguments[@]}" 2>&1)
  output=$(tr -s ' \n' ' ' <<<"$output")
  for figure in "$@"; do
    figures=$((figures + 1))
    [[ $line == *"$figure"* ]] || fault "$row" "does not quote '$figure'"
    [[ $output == *"$figure"* ]] || fault "$row" "energy-opt $command does not print '$figure': ${output:0:600}"
  done
}

question 1 "mission --board=jetson-nano --rate=10/s --supply=10W squeezenet" "2.991 W" "11.54 W" "6.081 W to 21.91 W" "UNKNOWN"
question 2 "mission --board=jetson-nano --rate=20/h --sleep=300mW --wake-time=4s --load-time=1s --battery=37Wh squeezenet" \
  "364.8 mW" "4.226 days"
question 3 "sweep --board=edge-tpu --vary freq=std,max squeezenet" "5.897 mJ" "3.731 mJ"
question 4 "why --board=edge-tpu mobilenetv2 squeezenet" "1.16 times the MACs" "1.3 times the energy" "3.31 ms against 2.174 ms"
question 4 "why --board=jetson-nano mobilenetv2 squeezenet" "0.742 times the energy"
question 5 "choose --board=edge-tpu yolo rtdetr" "6.454 mJ" "49.64 mJ" "partly" "guess"
question 7 "mission --board=raspberry-pi-5 --rate=2/s --camera=1.2W --battery=74Wh --usable=85% yolo320" "2.52 W" "24.96 h"
question 8 "mission --board=rk3588 --rate=1/s --idle=3W --grid=400 --price=0.3 yolo" "37.46 kWh" "14.98 kg of CO2e"
question 9 "mission --board=orin-nano --power=7W --idle=4W --rate=1/s yolo" "4.019 W" "98.9 %"
question 10 "choose --board=agx-orin yolo" "13.02 W" "34.48 W"
question 11 "choose --board=agx-xavier --power=15W resnet50" "10.09 W" "11.53 W" "15.75 W"
question 12 "mission --board=agx-orin --rate=1/s --host=6W yolo" "19.53 W" "13.5 W" "30.7 %"
question 12 "--list-boards" "metered" "wall"
question 14 "sweep --board=jetson-nano --vary precision=fp32,fp16 resnet50" "604.3 mJ" "317.1 mJ"
question 14 "sweep --board=rk3588-gpu --vary precision=fp32,int8 resnet50" "499.5 mJ" "175.4 mJ"
question 15 "tokens --board=orin-nano --power=10W qwen2.5-0.5b-int4-cuda" "192.9 mJ" "guess"
question 15 "tokens --board=orin-nano --power=10W qwen2.5-0.5b-fp16-cuda" "586.9 mJ" "guess"
question 16 "why --board=agx-orin resnet50" "49.6 %" "+167 %"
question 16 "why --board=agx-orin rfb320" "86.3 %" "+85 %"
question 17 "why --board=raspberry-pi-4 resnet50-fp32 resnet50-int8" "0.374 times the energy" "0.336 times the time" "1 times the kernels"
question 18 "energy-lint --board=raspberry-pi-4 resnet50-int8" "90 Cast"
question 18 "energy-lint --board=agx-orin yunet" "12 Transpose layers between layouts take 4.5 % of the energy"
question 19 "why --board=agx-xavier --setting unit=dla rtdetr" "it changes 80 times between the accelerator and the processor beside it"
question 19 "energy-lint --board=edge-tpu rfb320" "the accelerator stops at this operator" "'Softmax_216'" "11 of 81 kernels"
question 20 "memory --memory=1100KiB --bits=8 yolo320" "3.012 MiB" "1.172 MiB" "DOES NOT FIT"
question 21 "--board=hailo-8l squeezenet" "no layer has an estimate"
question 21 "choose --board=ncs2 squeezenet" "11.52 mJ" "12.91 ms" "17.45 mJ" "9.041 ms" "nireq=4"
question 22 "pipeline --board=jetson-nano three-cameras.yaml" "1.676 s" "1.405 s" "168 %" "35.8/min" "DOES NOT FIT"
question 23 "tokens --board=orin-nano --power=10W --bandwidth=68GB/s qwen2.5-0.5b-int4-cuda" "123.5 ms" "51.84" "14.53 to 185"
question 24 "tokens --prompt=4096 qwen2.5-0.5b-fp16-cuda" "48 MiB" "49.5 MiB"
question 25 "tokens --board=orin-nano --power=10W --bandwidth=17GB/s qwen2.5-0.5b-int4-cuda" "59.45 is the ceiling of 17 GB/s"
question 26 "why --board=orin-nano yolov7t yolov9t" "0.563 times the MACs" "2.88 times the kernels" "3.164 ms against 1.099 ms"
question 28 "mission --board=agx-orin --rate=30/s --supply=40W yolo" "50.32 W" "36.84 W to 68.73 W" "UNKNOWN"
question 29 "choose --board=agx-orin --rate=20/s yolo" "8.68 W" "13.86 W" "maxq-625"
question 30 "--format=model-explorer --board=agx-orin yolo" "/model.0/Conv" "0.00137"
question 31 "--describe-board=agx-orin" "23.4 %" "6 held-out points"
question 32 "mission --board=xeon-w2155 --rate=5/s --host=30W yolo" "10.91 W" "86.57 W" "guess"
question 33 "choose --board=imx8mp,edge-tpu mobilenetv2" "43.14 mJ" "3.037 mJ" "do not compare as they are"
question 34 "choose --board=agx-orin --latency=1ms mobilenetv2 resnet50 squeezenet" "4.931 mJ" "342.4 µs" "6.248 mJ" "268.8 µs"
question 35 "energy-lint --board=jetson-nano mobilenetv2-1.4" "136 output channels fill 70.8 % of 3 tiles of 64 channels" "128 channels saves 4.163 mJ"

for row in $(seq 35); do
  [ -n "${answered[$row]:-}" ] || grep -q "^| $row | .*not answered" docs/questions.md || fault "$row" "has neither a command nor 'not answered'"
done

echo "$commands commands, $figures figures, $faults faults"
[ "$faults" = 0 ]
