#!/bin/sh
# Fits the boards of boardmodels/ to the tables under $ENERGY_OPT_EXTRA_DATA, each from what boardmodels/fit/ knows of it.
# Usage: scripts/refit-boards.sh [-o DIR] [BOARD...]      default: all boards, into boardmodels/
# With $ENERGY_OPT_PAGES, a folder, each fit's page of held-out errors is written there: scripts/accuracy.py draws from it;
# with $ENERGY_OPT_REPORTS its report as JSON, which scripts/study-coverage.py counts.
# Documents quote the files that ship; after a refit: study-coverage.py, accuracy.py --pages, quantised-twins.py (docs/canonical-form.md),
# check-questions.sh (docs/questions.md), check-docs.py --update and UPDATE_GOLDENS=1 with the tests of cli.
set -eu
cd "$(dirname "$0")/.."
: "${ENERGY_OPT_EXTRA_DATA:?names the folder with measurements/ and models/}"
measurements=$ENERGY_OPT_EXTRA_DATA/measurements
models=$ENERGY_OPT_EXTRA_DATA/models
calibrate=${ENERGY_CALIBRATE:-build/release/tools/energy-calibrate/energy-calibrate}
out=boardmodels
[ "${1:-}" = -o ] && { out=$2; shift 2; }
# Siblings and what runs beside an accelerator are those of this run: with the old ones of boardmodels/ a board would be
# another than after a second run.
mkdir -p "$out" ${ENERGY_OPT_PAGES:+"$ENERGY_OPT_PAGES"} ${ENERGY_OPT_REPORTS:+"$ENERGY_OPT_REPORTS"}
ENERGY_OPT_BOARD_PATH=$(realpath "$out"):$PWD/boardmodels
export ENERGY_OPT_BOARD_PATH
wanted=" $* "
tables=$(mktemp -d)
trap 'rm -rf "$tables"' EXIT

# fit BOARD DATE OPTION...   writes $out/BOARD.yaml and prints the first lines of the report; from $from where that is set
fit() {
  board=$1 date=$2
  shift 2
  case $wanted in "  " | *" $board "*) ;; *) return 0 ;; esac
  echo "== $board"
  "$calibrate" fit --kind=latency-power --form=roofline --from="${from:-boardmodels/fit/$board.yaml}" --date="$date" \
    ${ENERGY_OPT_PAGES:+--html="$ENERGY_OPT_PAGES/$board.html"} ${ENERGY_OPT_REPORTS:+--json} -o "$out/$board.yaml" \
    "$@" >"$tables/report"
  if [ -n "${ENERGY_OPT_REPORTS:-}" ]; then
    cp "$tables/report" "$ENERGY_OPT_REPORTS/$board.json"
  else
    grep -E '^latency-power|^  (energy|time) |^  (fitted|held out)' "$tables/report"
  fi
}

# Rows of Table I of Wess et al. as a network table: BOARD in the table, name of the setting, part of the mode to drop,
# and for rows whose printed throughput has one digit only, no throughput.
wess() {
  awk -F, -v OFS=, -v hw="$1" -v setting="$2" -v drop="$3" -v mode="$4" '
    BEGIN {
      file["YOLOv3-tiny"] = "dk_yolov3_tiny_416_op11_nw.onnx"; file["YOLOv3"] = "dk_yolov3_416_op11_nw.onnx"
      file["MobileNetV2"] = "tv_mobilenet_v2_op13.onnx"
      print "model", setting, "latency_ms", "throughput_per_s", "power_mw"
    }
    $1 == hw && (mode == "" || $4 == mode) {
      value = $4; sub(drop, "", value)
      print file[$3], value, $6, (mode == "cpu" ? "" : $5), $7
    }' "$measurements/wess2023/table1.csv"
}

jetson="--models=$models/measured --settings=power_mode,unit,precision $measurements/jetson-networks/jetson.csv"
"${PYTHON:-python3}" scripts/board-tables.py "$measurements" "$tables"
# Boards of scripts/board-tables.py, a table each; settings are its columns of no other meaning.
# apart BOARD FROM SETTING=VALUE   fits the rows of that value by themselves and joins them to those of the others in
# $out/BOARD.yaml; what cannot depend on a setting is theirs
apart() {
  case $wanted in "  " | *" $1 "*) ;; *) return 0 ;; esac
  name=$1-${3#*=}
  sed "s|^coefficients:\( {}\)\?|coefficients:\n$(sed -n 's/^  \("memory_power": {value: [^}]*\)}.*/  \1}/p' "$out/$1.yaml")|" \
    "boardmodels/fit/$2.yaml" >"$tables/$name-from.yaml"
  "$calibrate" fit --form=roofline --from="$tables/$name-from.yaml" --date=2026-11-30 --models="$models" \
    --where "$3" -o "$tables/$name.yaml" ${ENERGY_OPT_REPORTS:+--json} "$tables/$1.csv" \
    >"${ENERGY_OPT_REPORTS:-$tables}/$name.json"
  "${PYTHON:-python3}" scripts/join-boards.py "$out/$1.yaml" "$tables/$name.yaml" "$3" >"$tables/joined"
  cp "$tables/joined" "$out/$1.yaml"
}
# ArmNN's threads move between the RK3588's clusters and TFLite's do not: fitted together, TFLite's figures are half as
# good. Only ArmNN's has two paces.
fit rk3588 2026-11-30 --models="$models" --where runtime=tflite "$tables/rk3588.csv"
apart rk3588 rk3588-armnn runtime=armnn
# On its GPU quantised convolutions are other kernels than those of fp32: together int8 is 8.2 % off, apart 6.0.
fit rk3588-gpu 2026-11-30 --models="$models" --where precision=fp32 "$tables/rk3588-gpu.csv"
apart rk3588-gpu rk3588-gpu precision=int8
# Carmel's cores run the two runtimes unlike each other: together 5.6 % off in energy held out, apart 5.3.
fit agx-xavier-cpu 2026-12-01 --models="$models" --where runtime=tflite "$tables/agx-xavier-cpu.csv"
apart agx-xavier-cpu agx-xavier-cpu runtime=armnn
for board in raspberry-pi-4 odroid-n2plus odroid-n2plus-gpu agx-orin-cpu orin-nano xeon-w2155 quadro-rtx-5000; do
  fit $board 2026-11-29 --models="$models" "$tables/$board.csv"
done
fit agx-orin 2026-11-29 --models="$models" --settings=power_mode,precision "$tables/agx-orin-int8.csv" "$tables/agx-orin-fp16.csv"
# Orin NX: 1024 of 2048 CUDA cores at 918 of 1300 MHz, half the memory bus; the kit's idle power by that of its supply and carrier.
case $wanted in "  " | *" orin-nx "*)
  "${PYTHON:-python3}" scripts/derive-board.py "$out/agx-orin.yaml" orin-nx "NVIDIA Jetson Orin NX 16 GB, GPU inference with TensorRT" \
    "jetson-orin-nx" peak=0.353 bandwidth=0.5 spill_bandwidth=0.5 launch=1.4 host_overhead=1.2 host_launch=1.2 base=0.45 dynamic=0.35 |
    sed 's/^    default: "maxn"/    default: "maxq-625"/' >"$out/orin-nx.yaml" ;;
esac
# shellcheck disable=SC2086 # options are words without spaces
{
  fit jetson-nano 2026-11-20 --where "board=Jetson Nano" $jetson
  case $wanted in "  " | *" jetson-nano "*) # free clocks are another rail and another policy: a fit of their own in the same file
    for figure in fill memory_power; do # figures of all settings: those of the fixed clocks
      sed -n "s/^  \"$figure\": {value: \([^,]*\),.*/s|\"$figure\": {value: [^,]*|\"$figure\": {value: \1|/p" "$out/jetson-nano.yaml"
    done >"$tables/fixed.sed"
    sed -f "$tables/fixed.sed" boardmodels/fit/jetson-nano-dvfs.yaml >"$tables/jetson-nano-dvfs-from.yaml"
    scripts/nano-networks.py "$ENERGY_OPT_EXTRA_DATA" "$tables/jetson-nano-dvfs.csv" "$tables/networks"
    "$calibrate" fit --form=roofline --from="$tables/jetson-nano-dvfs-from.yaml" --date=2026-11-30 --models="$tables/networks" \
      --settings=power_mode,unit,precision -o "$tables/jetson-nano-dvfs.yaml" ${ENERGY_OPT_REPORTS:+--json} \
      "$tables/jetson-nano-dvfs.csv" >"${ENERGY_OPT_REPORTS:-$tables}/jetson-nano-dvfs.json"
    "${PYTHON:-python3}" scripts/join-boards.py "$out/jetson-nano.yaml" "$tables/jetson-nano-dvfs.yaml" power_mode=maxn-dvfs >"$tables/joined"
    cp "$tables/joined" "$out/jetson-nano.yaml" ;;
  esac
  awk -F, -v OFS=, 'NR == 1 { print "model", "power_mode", "unit", "precision", "latency_s", "power_w" }
    $3 == "network" { print $1, "MAXN", "GPU", $2, $4, $6 }' "$measurements/tx2-small-networks/tx2.csv" >"$tables/tx2-small.csv"
  awk -F, -v OFS=, 'NR == 1 || $1 == "Jetson TX2"' "$measurements/jetson-networks/jetson.csv" | cut -d, -f2- >"$tables/tx2.csv"
  fit jetson-tx2-gpu 2026-11-20 --models="$models/measured" --settings=power_mode,unit,precision "$tables/tx2.csv" "$tables/tx2-small.csv"
  fit agx-xavier 2026-11-20 --where "board=Jetson AGX Xavier" --where unit=GPU $jetson
  fit xavier-nx-gpu 2026-11-29 --like=agx-xavier --models="$models" --settings=unit,power_mode,precision "$tables/xavier-nx-gpu.csv"
  fit agx-xavier-dla 2026-11-29 --like=jetson-tx2-gpu --where "board=Jetson AGX Xavier" --where unit=DLA --where precision=FP16 $jetson
  fit movidius-ncs 2026-11-20 --where "board=Movidius NCS" --where precision=FP16 $jetson
}

# Of a Concat some inputs are copied and others made in place; sums and ReLUs are of one network.
"${PYTHON:-python3}" - "$measurements/ncs2-layers/ncs2_layers.csv" "$tables" <<'PY'
import csv, sys
for kind, table in (("Conv", "ncs2-layers.csv"), ("Pool", "ncs2-layers-pools.csv")):
    with open(f"{sys.argv[2]}/{table}", "w") as out:
        print("model,node,time_ms", file=out)
        for row in csv.DictReader(open(sys.argv[1])):
            if row["type"] == kind:
                print(row["model"], row["graph_layer"], row["time_ms"], sep=",", file=out)
PY
# Times of MobileNetV1's layers on one core of the i.MX 8M Plus: convolutions of the table in the order of the network's.
if [ "$wanted" = "  " ] || [ "${wanted#* imx8mp-cpu }" != "$wanted" ]; then
  "${ENERGY_OPT:-build/release/tools/energy-opt/energy-opt}" --format=csv "$models/arch_mobilenet_v1_op13_nw.onnx" |
    "${PYTHON:-python3}" -c '
import csv, sys
nodes = [row["name"] for row in csv.DictReader(sys.stdin) if row["op"] in ("Conv", "Gemm")]
rows = [row for row in csv.DictReader(open(sys.argv[1])) if row["model"] == "mobilenet" and "CONV" in row["op_type"]]
assert len(nodes) == len(rows), "other layers than the table"
print("model,node,time_ms")
for node, row in zip(nodes, rows):
    print("arch_mobilenet_v1_op13_nw.onnx", node, row["avg_ms"], sep=",")' "$measurements/imx8mp/cpu_op_profile.csv" \
      >"$tables/imx8mp-cpu-layers.csv"
fi
wess NCS2 nireq nireq "" >"$tables/ncs2.csv"
wess EdgeTPU freq "" "" >"$tables/edge-tpu.csv"
wess iMX8MPlus unit "" npu >"$tables/imx8mp.csv"
wess iMX8MPlus unit "" cpu >"$tables/imx8mp-cpu.csv"
# layers BOARD FOLDER   what layer times say of a board before its networks are looked at: $tables/BOARD-layers.yaml
layers() {
  case $wanted in "  " | *" $1 "*) ;; *) return 0 ;; esac
  echo "== $1, layers"
  "$calibrate" fit --kind=latency-power --form=roofline --from="boardmodels/fit/$1.yaml" --models="$2" \
    -o "$tables/$1-layers.yaml" ${ENERGY_OPT_REPORTS:+--json} "$tables/$1-layers"*.csv >"$tables/report"
  if [ -n "${ENERGY_OPT_REPORTS:-}" ]; then
    cp "$tables/report" "$ENERGY_OPT_REPORTS/$1-layers.json"
  else
    grep -E '^latency-power|^  (fitted|held out)' "$tables/report"
  fi
}
layers ncs2 "$models/measured"
awk -F, -v OFS=, 'NR == 1 { print $0, "host" } NR > 1 { print $0, "bench" }' "$tables/ncs2.csv" >"$tables/ncs2-host.csv"
awk -F, -v OFS=, 'NR == 1 { print $0, "nireq" } NR > 1 { print $0, "1" }' "$tables/ncs2-usb.csv" >"$tables/ncs2-usb1.csv"
case $wanted in "  " | *" ncs2 "*) # what layers say of the engine is given then: whole networks would share out what they do not explain
  "${PYTHON:-python3}" - "$tables/ncs2-layers.yaml" boardmodels/fit/ncs2.yaml >"$tables/ncs2-from.yaml" <<'PY'
import re, sys
found = dict(re.findall(r'^  "(.*)": {value: ([^,]*)', open(sys.argv[1]).read(), re.M))
engine = r'  "(fill_positions|(?:peak|bandwidth)\.(?:winograd|pointwise|implicit-gemm|gemm|direct))": {value: .*(, unit: [^,]*), spread.*'
for line in open(sys.argv[2]):
    print(re.sub(engine, lambda m: f'  "{m[1]}": {{value: {found[m[1]]}{m[2]}}}', line), end="")
PY
  from=$tables/ncs2-from.yaml ;;
esac
fit ncs2 2026-11-29 --prior="$tables/ncs2-layers.yaml" --models="$models" "$tables/ncs2-host.csv" "$tables/ncs2-usb1.csv"
from=
layers imx8mp-cpu "$models"
fit imx8mp-cpu 2026-11-20 --prior="$tables/imx8mp-cpu-layers.yaml" --models="$models" "$tables/imx8mp-cpu.csv"
awk -F, -v OFS=, 'NR == 1 { print $0, "host" } NR > 1 { print $0, "bench" }' "$tables/edge-tpu.csv" >"$tables/edge-tpu-host.csv"
fit edge-tpu 2026-11-29 --models="$models" "$tables/edge-tpu-host.csv" "$tables/edge-tpu-usb.csv"
fit imx8mp 2026-11-20 --models="$models" "$tables/imx8mp.csv"
fit raspberry-pi-5 2026-11-20 --where runtime=onnx --settings= --models="$models/nas201" "$measurements/rpi5-nas201/rpi5.csv"
