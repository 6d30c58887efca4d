#!/usr/bin/env python3
"""scripts/quantised-twins.py MODELS [ENERGY_OPT]   quantised networks beside their float twins on every shipped board.

MODELS is a folder with tvq_*.onnx and the tv_*.onnx they were made from. Prints the Markdown table of
docs/canonical-form.md: energy (where a board has none, latency) of both, their ratio, and what explains it: at which precision
each file runs, as the first lines of the reports say."""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TWINS = (("tvq_resnet18_qdq_op13_xd", "tv_resnet18_op13_xd"), ("tvq_resnet50_qdq_op13_xd", "tv_resnet50_op13_xd"))


def report(tool, board, network):
    run = subprocess.run([tool, f"--board={board}", "--format=json", network], capture_output=True, text=True,
                         env={**os.environ, "ENERGY_OPT_BOARD_PATH": str(ROOT / "boardmodels")})
    if run.returncode not in (0, 4):
        sys.exit(f"{board}: {run.stderr}")
    return json.loads(run.stdout)


def figure(one):
    totals = one["totals"]
    return ("energy_j", "mJ") if totals["energy_j"] is not None else ("latency_s", "ms")


def runs_at(one):
    """The precision that the run was priced at: the setting, or the only one the board has."""
    setting = one["board"]["setting"].get("precision")
    return setting or "its only one"


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    models = pathlib.Path(sys.argv[1])
    tool = sys.argv[2] if len(sys.argv) > 2 else str(ROOT / "build/release/tools/energy-opt/energy-opt")
    print("| board | ResNet-18 float | quantised | ratio | ResNet-50 float | quantised | ratio | runs at |")
    print("|---|---|---|---|---|---|---|---|")
    for board in sorted(path.stem for path in (ROOT / "boardmodels").glob("*.yaml")):
        cells, at = [], ""
        for quantised, plain in TWINS:
            low, full = (report(tool, board, str(models / f"{name}.onnx")) for name in (quantised, plain))
            key, unit = figure(full)
            a, b = full["totals"][key], low["totals"][key]
            cells += [f"{1e3 * one:.4g} {unit}" if one is not None else "–" for one in (a, b)]
            cells.append(f"{b / a:.2f}" if a and b is not None else "–")
            at = f"{runs_at(full)} → {runs_at(low)}" if runs_at(full) != runs_at(low) else runs_at(low)
        print(f"| `{board}` | {' | '.join(cells)} | {at} |")


if __name__ == "__main__":
    main()
