# A runner of energy-calibrate: rknn_benchmark, an example of Rockchip's rknn-toolkit2, which runs networks that the toolkit converted:
# MODEL.rknn beside MODEL.onnx. Options: input=FILE.npy (what it takes as input; without one it runs ten inferences at a time, too few
# for a slow sensor), core_mask=N (7: all three cores of an RK3588). Read are only its lines "Begin perf ..." and "N: Elapse Time = Xms";
# it was not tried on a board. The protocol is in docs/measuring.md.
command -v rknn_benchmark >/dev/null || { echo "error no rknn_benchmark in \$PATH"; exit 1; }
[ "$1" = --check ] && exit 0
echo "energy-opt-runner 1"
model=${1%.onnx}.rknn
[ -f "$model" ] || { echo "error $model: convert the network with rknn-toolkit2, under this name"; exit 1; }
shift
input= mask=0
while [ $# -gt 1 ]; do
  case $1=$2 in
  --option=input=*) input=${2#input=} ;;
  --option=core_mask=*) mask=${2#core_mask=} ;;
  --option=*) echo "error rknn_benchmark has no option '$2': input=FILE.npy and core_mask=N are all"; exit 1 ;;
  --dim=*) echo "error a .rknn has fixed sizes: convert it with them instead of --dim $2"; exit 1 ;;
  esac
  shift 2
done
# Runs so many inferences; "begin" and "end COUNT SECONDS" when they are over: what it prints may come late and all at once.
perform() {
  if [ -n "$input" ]; then set -- "$input" "$1" "$mask"; else set --; fi
  rknn_benchmark "$model" "$@" 2>&1 | awk '
    /Elapse Time = / { split($0, part, "Time = "); count += 1; seconds += part[2] / 1000 }
    NF { text = $0 }
    END { if (count > 0 && seconds > 0) printf "begin\nend %d %.9f\n", count, seconds
          else printf "error it ran nothing: %s\n", text }'
}
first=$(perform 3)
case $first in *end*) ;; *) echo "$first" | tail -1; exit 1 ;; esac
each=$(echo "$first" | awk '/^end/ { print $3 / $2 }')
echo "fact runtime rknn"
echo "fact core_mask $mask"
echo "fact input ${input:-none}"
echo ready
while read -r verb what pace; do
  case $verb in
  run)
    [ -z "$pace" ] || { echo "error rknn_benchmark runs back to back only"; exit 1; }
    perform "$(awk -v s="$what" -v each="$each" 'BEGIN { n = int(s / each) + 1; print n }')" ;;
  profile) echo "profile none" ;;
  quit) exit 0 ;;
  esac
done
