# A runner of energy-calibrate: TensorFlow Lite's benchmark_model. It runs MODEL.tflite that lies beside MODEL.onnx: the same
# network, converted. Options: any KEY=V as --KEY=V (num_threads=4, use_gpu=true, use_nnapi=true, external_delegate_path=…).
# It loads the network for every run; what it prints says when inferences begin. The protocol is in docs/measuring.md.
command -v benchmark_model >/dev/null || { echo "error no benchmark_model in \$PATH"; exit 1; }
[ "$1" = --check ] && exit 0
echo "energy-opt-runner 1"
model=${1%.onnx}.tflite
[ -f "$model" ] || { echo "error no $model: convert the network and put it beside the ONNX file"; exit 1; }
shift
flags=
while [ $# -gt 1 ]; do
  case $1=$2 in
  --option=*) flags="$flags --$2" ;;
  --dim=*) echo "error sizes are in the .tflite file: --dim $2 cannot be given"; exit 1 ;;
  esac
  shift 2
done
echo "fact runtime tflite"
echo "fact flags $flags"
echo ready
while read -r verb what pace; do
  case $verb in
  run)
    [ -z "$pace" ] || { echo "error benchmark_model runs back to back only"; exit 1; }
    benchmark_model --graph="$model" --warmup_runs=0 --warmup_min_secs=0 --num_runs=5 --min_secs="$what" --max_secs=3600 $flags 2>&1 | {
      last= ended=
      while IFS= read -r line; do
        last=$line
        case $line in
        *"Running benchmark for at least"*"iterations"*) echo begin ;;
        *count=*avg=*)
          # The last such line is of the benchmark; the average is in microseconds.
          ended=$(echo "$line" | sed -n 's/.*count=\([0-9]*\).*avg=\([0-9.e+]*\).*/\1 \2/p' | awk '{ print $1, $1 * $2 / 1e6 }') ;;
        esac
      done
      if [ -n "$ended" ]; then echo "end $ended"; else echo "error benchmark_model: $last"; fi
    } ;;
  profile)
    if benchmark_model --graph="$model" --num_runs=5 --enable_op_profiling=true $flags >"$what" 2>&1; then
      echo "profile $what"
    else
      echo "profile none"
    fi ;;
  quit) exit 0 ;;
  esac
done
