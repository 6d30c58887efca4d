# A runner of energy-calibrate: OpenVINO's benchmark_app (pip package openvino, or built from source).
# Options: device=CPU|GPU|NPU (default CPU), hint=latency|throughput (default latency), any other KEY=V as -KEY V.
# It loads the network for every run; what it prints says when inferences begin. The protocol is in docs/measuring.md.
command -v benchmark_app >/dev/null || { echo "error no benchmark_app in \$PATH: pip install openvino"; exit 1; }
[ "$1" = --check ] && exit 0
echo "energy-opt-runner 1"
model=$1
shift
device=CPU hint=latency flags=
while [ $# -gt 1 ]; do
  case $1=$2 in
  --option=device=*) device=${2#device=} ;;
  --option=hint=*) hint=${2#hint=} ;;
  --option=*) flags="$flags -${2%%=*} ${2#*=}" ;;
  --dim=*) echo "error benchmark_app needs whole shapes: --option shape=[1,3,224,224] instead of --dim $2"; exit 1 ;;
  esac
  shift 2
done
echo "fact runtime openvino"
echo "fact device $device"
echo "fact hint $hint"
echo ready
while read -r verb what pace; do
  case $verb in
  run)
    [ -z "$pace" ] || { echo "error benchmark_app runs back to back only"; exit 1; }
    seconds=$(printf %.0f "$what")
    [ "$seconds" -ge 1 ] || seconds=1
    benchmark_app -m "$model" -d "$device" -hint "$hint" -t "$seconds" $flags 2>&1 | {
      count= duration= last=
      while IFS= read -r line; do
        last=$line
        case $line in
        *"Measuring performance"*) echo begin ;;
        *Count:*) count=$(echo "$line" | sed -n 's/.*Count: *\([0-9]*\).*/\1/p') ;;
        *Duration:*) duration=$(echo "$line" | sed -n 's/.*Duration: *\([0-9.]*\) *ms.*/\1/p') ;;
        esac
      done
      if [ -n "$count" ] && [ -n "$duration" ]; then
        echo "end $count $(awk "BEGIN { print $duration / 1000 }")"
      else
        echo "error benchmark_app: $last"
      fi
    } ;;
  profile) echo "profile none" ;;
  quit) exit 0 ;;
  esac
done
