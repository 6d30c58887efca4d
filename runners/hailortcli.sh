# A runner of energy-calibrate: hailortcli of HailoRT, which runs networks that the Dataflow Compiler made: MODEL.hef beside MODEL.onnx.
# Options: any KEY=V as --KEY V of `hailortcli run` (batch-size=8). The device works as a pipeline: what is reported is 1/throughput,
# not the time of a frame on its way. Read is only the line of progress, "Network NAME: 100% | FRAMES | FPS: N | ETA: 00:00:00", as
# HailoRT 4 prints it; it was not tried on a device. The protocol is in docs/measuring.md.
command -v hailortcli >/dev/null || { echo "error no hailortcli in \$PATH"; exit 1; }
[ "$1" = --check ] && exit 0
echo "energy-opt-runner 1"
model=${1%.onnx}.hef
[ -f "$model" ] || { echo "error $model: compile the network for the device, under this name"; exit 1; }
shift
flags= known=
while [ $# -gt 1 ]; do
  case $1 in
  --option) flags="$flags --${2%%=*} ${2#*=}" known="$known ${2}" ;;
  --dim) echo "error a .hef has fixed sizes: compile it with them instead of --dim $2"; exit 1 ;;
  esac
  shift 2
done
echo "fact runtime hailort"
echo "fact version $(hailortcli --version 2>/dev/null | sed -n 's/.*version *\([0-9][0-9.]*\).*/\1/p' | head -1)"
echo "fact options${known:- none}"
echo ready
while read -r verb what pace; do
  case $verb in
  run)
    [ -z "$pace" ] || { echo "error hailortcli runs back to back only"; exit 1; }
    seconds=$(awk -v s="$what" 'BEGIN { print (s == int(s)) ? s : int(s) + 1 }') # it takes whole ones
    # What it prints may come late and all at once, so its own count and rate say how long it was at it, up to its end.
    hailortcli run "$model" --time-to-run "$seconds" $flags 2>&1 | tr '\r' '\n' | awk -F'|' '
      / FPS: / { frames = $2 + 0; split($0, part, "FPS: "); rate = part[2] + 0 }
      NF { text = $0 }
      END { if (frames > 0 && rate > 0) printf "begin\nend %d %.9f\n", frames, frames / rate
            else printf "error no frames: %s\n", text }' ;;
  profile) echo "profile none" ;;
  quit) exit 0 ;;
  esac
done
