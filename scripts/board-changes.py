#!/usr/bin/env python3
"""scripts/board-changes.py OLD [NEW] [--tool ENERGY_OPT] [--networks FOLDER]  how figures changed between two revisions

For every board of either revision: what today's tool says of the networks below FOLDER (testdata/networks) with the board
files of OLD and with those of NEW (default: the working tree), as a Markdown table for CHANGELOG.md. A refit moves the
verdicts of users' builds (docs/versions.md), so a release says by how much. A board file that today's tool cannot read
is told as such, not left out.
"""
import argparse
import json
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def boards_of(revision, folder):
    """The board files of a revision, written below `folder`; id -> file."""
    if revision is None:
        return {path.stem: path for path in sorted((ROOT / "boardmodels").glob("*.yaml"))}
    def git(*words):
        return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, check=True).stdout
    for name in git("ls-tree", "--name-only", revision, "boardmodels/").decode().split():
        if name.endswith(".yaml"):
            (folder / pathlib.PurePosixPath(name).name).write_bytes(git("show", f"{revision}:{name}"))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def figures(tool, board, networks):
    """{(network, "energy" | "latency"): value}, or the message of the tool."""
    run = subprocess.run([tool, f"--board={board}", f"--board-path={board.parent}", "--format=ndjson", *map(str, networks)],
                         capture_output=True, text=True)
    if run.returncode == 2:
        return run.stderr.strip().splitlines()[0]
    found = {}
    for line in run.stdout.splitlines():
        report = json.loads(line)
        for name, key in (("energy", "energy_j"), ("latency", "latency_s")):
            if report["totals"][key]:
                found[report["model"]["path"], name] = report["totals"][key]
    return found


def change(before, after, name):
    """"+3.1 % (−2.0 … +8.4 %)": the median and the ends."""
    ratios = [after[key] / before[key] for key in before if key[1] == name and key in after]
    if not ratios:
        return "–"
    percent = lambda ratio: f"{100 * (ratio - 1):+.1f}".replace("-", "−")
    if all(math.isclose(ratio, 1, rel_tol=5e-4) for ratio in ratios):
        return "none"
    return f"{percent(statistics.median(ratios))} % ({percent(min(ratios))} … {percent(max(ratios))} %)"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new", nargs="?")
    parser.add_argument("--tool", default=str(ROOT / "build/release/tools/energy-opt/energy-opt"))
    parser.add_argument("--networks", type=pathlib.Path, default=ROOT / "testdata/networks")
    arguments = parser.parse_args()
    networks = sorted(arguments.networks.rglob("*.onnx"))
    if not networks:
        sys.exit(f"board-changes.py: no networks below {arguments.networks}")
    rows = []
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        before, after = boards_of(arguments.old, pathlib.Path(one)), boards_of(arguments.new, pathlib.Path(two))
        for board in sorted({*before, *after}):
            if board not in before or board not in after:
                rows.append((board, "new" if board in after else "gone", ""))
                continue
            if before[board].read_bytes() == after[board].read_bytes():
                continue
            old, new = (figures(arguments.tool, files[board], networks) for files in (before, after))
            broken = next((text for text in (old, new) if isinstance(text, str)), None)
            if broken is not None:
                rows.append((board, "not comparable: " + broken.split("error: ")[-1][:80], ""))
            else:
                rows.append((board, change(old, new, "energy"), change(old, new, "latency")))
    if not rows:
        print("No board file changed.")
        return
    print("| board | energy: median (least … most) | latency |\n|---|---|---|")
    for row in rows:
        print("| `{}` | {} | {} |".format(*row))


if __name__ == "__main__":
    main()
