#!/bin/bash
# scripts/check-questions.sh [ENERGY_OPT]: runs the commands that rows of docs/questions.md quote on real networks and
# compares the figures. A row has to hold the command and each figure, and the tool has to print the figure. Exit code 1 where one does not, 77
# without networks in $ENERGY_OPT_EXTRA_DATA.
set -u
cd "$(dirname "$0")/.." || exit 2
tool=$(realpath "${1:-build/release/tools/energy-opt/energy-opt}")
models="${ENERGY_OPT_EXTRA_DATA:-}/models"
if [ ! -d "$models/modern" ]; then
  echo "skipped: no networks (set ENERGY_OPT_EXTRA_DATA)"
  exit 77
fi
export ENERGY_OPT_BOARD_PATH=$PWD/boardmodels
faults=0 figures=0 rows=0

# Words of the questions as files.
word() {
  case $1 in
  squeezenet) echo "$models/onnx_light_squeezenet.onnx" ;;
  yolo) echo "$models/modern/yolov8n_640.onnx" ;;
  yolo320) echo "$models/modern/yolov8n_320.onnx" ;;
  yolov7t | yolov9t) echo "$models/modern/$1_640.onnx" ;;
  qwen2.5-0.5b-*) echo "$models/modern/llm/$1" ;;
  *) echo "$1" ;;
  esac
}

fault() {
  echo "row $1: $2"
  faults=$((faults + 1))
}

# question ROW COMMAND FIGURE...
question() {
  local row=$1 command=$2 line output arguments=() part
  shift 2
  rows=$((rows + 1))
  line=$(grep "^| $row | " docs/questions.md)
  [[ $line == *"\`$command\`"* ]] || fault "$row" "does not say \`$command\`"
  for part in $command; do
    arguments+=("$(word "$part")")
  done
  output=$(COLUMNS=200 "$tool" "${arguments[@]}" 2>&1)
  output=$(tr -s ' \n' ' ' <<<"$output")
  for figure in "$@"; do
    figures=$((figures + 1))
    [[ $line == *"$figure"* ]] || fault "$row" "does not quote '$figure'"
    [[ $output == *"$figure"* ]] || fault "$row" "energy-opt $command does not print '$figure': ${output:0:600}"
  done
}

question 1 "mission --board=jetson-nano --rate=10/s --supply=10W squeezenet" "4.35 W" "11.2 W" "3.029 W to 41.42 W" "UNKNOWN"
question 2 "mission --board=jetson-nano --rate=20/h --sleep=300mW --wake-time=4s --load-time=1s --battery=37Wh squeezenet" \
  "404.4 mW" "3.812 days"
question 3 "sweep --board=edge-tpu --vary freq=std,max squeezenet" "5.925 mJ" "3.747 mJ"
question 7 "mission --board=raspberry-pi-5 --rate=2/s --camera=1.2W --battery=74Wh --usable=85% yolo320" "2.559 W" "24.58 h"
question 8 "mission --board=rk3588 --rate=1/s --idle=3W --grid=400 --price=0.3 yolo" "37.4 kWh" "14.96 kg of CO2e"
question 9 "mission --board=orin-nano --power=7W --idle=4W --rate=1/s yolo" "4.02 W" "98.9 %"
question 10 "choose --board=agx-orin yolo" "13.18 W" "35.9 W"
question 20 "memory --memory=1100KiB --bits=8 yolo320" "3.012 MiB" "1.172 MiB" "DOES NOT FIT"
question 23 "tokens --board=orin-nano --power=10W --bandwidth=68GB/s qwen2.5-0.5b-int4-cuda" "85.78 ms" "113.7" "27.95 to 462.3"
question 24 "tokens --prompt=4096 qwen2.5-0.5b-fp16-cuda" "48 MiB" "49.5 MiB"
question 26 "why --board=orin-nano yolov7t yolov9t" "0.563 times the MACs" "2.78 times the kernels" "3.942 ms against 1.417 ms"

echo "$rows rows, $figures figures, $faults faults"
[ "$faults" = 0 ]
