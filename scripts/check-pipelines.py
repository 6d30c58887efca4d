#!/usr/bin/python3
"""Checks the pipelines of docs/examples/pipelines on real networks, and that their totals are the sums of single reports.

usage: ENERGY_OPT_EXTRA_DATA=DIR check-pipelines.py ENERGY_OPT     networks are in DIR/models

Every file runs beside links to its networks. Energy, its bounds, latency, MACs and the hours of its mission are worked out from a report of
each part alone, how often it runs as written in the file. Whisper's total must also be what 'energy-opt tokens' says of the
same folder. Exit code 1 where one differs by more than a millionth, 77 without networks or without python3-yaml.
"""

import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

try:
    import yaml
except ImportError:
    print(f"skipped: {sys.executable} has no module yaml (Debian: python3-yaml)")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parent.parent
NETWORKS = {
    "yolov8n_640.onnx": "modern/yolov8n_640.onnx",
    "yolov8n_320.onnx": "modern/yolov8n_320.onnx",
    "resnet18.onnx": "tv_resnet18_op17_nw.onnx",
    "vit_b_16.onnx": "tv_vit_b_16_op13_nw.onnx",
    "transformer_encoder.onnx": "nn_transformer_encoder_op13.onnx",
    "encoder_model.onnx": "modern/whisper-tiny/encoder_model.onnx",
    "decoder_model.onnx": "modern/whisper-tiny/decoder_model.onnx",
    "decoder_with_past_model.onnx": "modern/whisper-tiny/decoder_with_past_model.onnx",
}
faults = 0


def run(tool, *words):
    done = subprocess.run([tool, *map(str, words)], capture_output=True, text=True, check=False)
    if not done.stdout:
        sys.exit(f"{' '.join(map(str, words))}: {done.stderr}")
    return json.loads(done.stdout)


def same(what, ours, theirs, closeness=1e-6):
    global faults
    if ours is None or theirs is None or not math.isclose(ours, theirs, rel_tol=closeness):
        faults += 1
        print(f"  {what}: {ours} summed up, energy-opt says {theirs}")


def check(tool, path, board):
    pipeline = yaml.safe_load(path.read_text())
    answer = run(tool, "pipeline", "--json", *board, path)
    sums = dict.fromkeys(("energy_j", "energy_low_j", "energy_high_j", "latency_s", "macs"), 0)
    for part in pipeline["parts"]:
        dims = [word for name, value in part.get("dims", {}).items() for word in ("--dim", f"{name}={value}")]
        report = run(tool, "--format=json", *board, *dims, path.parent / part["network"])
        for key in sums:
            sums[key] += part.get("times", 1) / report["model"]["batch"] * report["totals"][key]
    for key, value in sums.items():
        same(f"{path.name} {key}", value, answer[key])
    mission = pipeline.get("mission", {})
    if "battery" in mission:
        rate, idle, wh, usable = (float(mission[key].rstrip("/sWh% ")) for key in ("rate", "idle", "battery", "usable"))
        mean = idle * (1 - rate * sums["latency_s"]) + rate * sums["energy_j"]
        same(f"{path.name} mean power", mean, answer["mission"]["mean_power_w"])
        same(f"{path.name} hours", wh * usable / 100 / mean * 3600, answer["mission"]["lasts_s"])
    return answer


def main(tool):
    models = pathlib.Path(os.environ.get("ENERGY_OPT_EXTRA_DATA", "")) / "models"
    if not (models / "modern").is_dir():
        print("skipped: no networks (set ENERGY_OPT_EXTRA_DATA)")
        return 77
    os.environ["ENERGY_OPT_BOARD_PATH"] = str(ROOT / "boardmodels")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, target in NETWORKS.items():
            (folder / name).symlink_to(models / target)
        for file in sorted((ROOT / "docs/examples/pipelines").glob("*.yaml")):
            (folder / file.name).write_text(file.read_text())
            board = ["--board=orin-nano", "--power=10W"] if file.name == "whisper.yaml" else ["--board=jetson-nano"]
            answer = check(tool, folder / file.name, board)
            print(f"{file.name}: {answer['energy_j']:.4g} J, {answer['latency_s']:.4g} s, {len(answer['parts'])} parts")
            if file.name == "whisper.yaml":
                tokens = run(tool, "tokens", "--json", *board, "--prompt=4", "--generate=100", "--dim", "feature_size=80", "--dim",
                             "encoder_sequence_length=3000", models / "modern/whisper-tiny")
                # Simpson's rule over three contexts against the middle one: the same where the cost is a straight line
                same("whisper.yaml and tokens", tokens["prompt_j"] + 100 * tokens["token_j"], answer["energy_j"], 1e-3)
    print(f"{faults} differ")
    return 1 if faults else 0


sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build/release/tools/energy-opt/energy-opt")))
