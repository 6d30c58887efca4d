# A runner of energy-calibrate: TensorRT's trtexec (Jetson: /usr/src/tensorrt/bin). The engine is built once, while loading.
# Options: precision=fp16|int8|best, dla=N, and any other KEY=V as --KEY=V. The protocol is in docs/measuring.md.
PATH=$PATH:/usr/src/tensorrt/bin
command -v trtexec >/dev/null || { echo "error no trtexec in \$PATH or /usr/src/tensorrt/bin"; exit 1; }
[ "$1" = --check ] && exit 0
echo "energy-opt-runner 1"
model=$1
shift
flags= shapes= precision=fp32
while [ $# -gt 1 ]; do
  case $1=$2 in
  --option=precision=*) precision=${2#precision=}; [ "$precision" = fp32 ] || flags="$flags --$precision" ;;
  --option=dla=*) flags="$flags --useDLACore=${2#dla=} --allowGPUFallback" ;;
  --option=*) flags="$flags --$2" ;;
  --dim=*) shapes="$shapes $2" ;;
  esac
  shift 2
done
[ -z "$shapes" ] || { echo "error trtexec needs whole shapes: --option optShapes=INPUT:1x3x224x224 instead of --dim$shapes"; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trtexec --onnx="$model" --saveEngine="$folder/engine" $flags --skipInference >"$folder/build.log" 2>&1 ||
  trtexec --onnx="$model" --saveEngine="$folder/engine" $flags --buildOnly >"$folder/build.log" 2>&1 ||
  { echo "error $(grep -m1 '\[E\]' "$folder/build.log" || tail -1 "$folder/build.log")"; exit 1; }
echo "fact runtime tensorrt"
echo "fact version $(sed -n 's/.*TensorRT.version: *\([0-9.]*\).*/\1/p' "$folder/build.log" | head -1)"
echo "fact precision $precision"
echo ready
# The time before the first inference is not part of a run: trtexec says when it begins.
runs() {
  trtexec --loadEngine="$folder/engine" --duration="$1" --iterations=1 --warmUp=0 --useSpinWait 2>&1 | while IFS= read -r line; do
    case $line in
    *"Starting inference"*) echo begin ;;
    *"timing trace has"* | *"Timing trace has"*)
      echo "$line" | sed -n 's/.*[Tt]iming trace has \([0-9]*\) queries over \([0-9.]*\) s.*/end \1 \2/p' ;;
    esac
  done
}
while read -r verb what pace; do
  case $verb in
  run)
    [ -z "$pace" ] || { echo "error trtexec runs back to back only"; exit 1; }
    runs "$what" ;;
  profile)
    if trtexec --loadEngine="$folder/engine" --dumpProfile --separateProfileRun --exportProfile="$what" >>"$folder/build.log" 2>&1; then
      echo "profile $what"
    else
      echo "profile none"
    fi ;;
  quit) exit 0 ;;
  esac
done
