#!/usr/bin/python3
"""scripts/performance.py ENERGY_OPT… [--networks=FOLDER] [--nodes=1000000] [--table=OUT.csv]  the tables of docs/performance.md, a column a build.

Instructions of whole processes (valgrind's callgrind: the same on a busy machine), networks per second of processor time with totals
alone (the best of five runs, one job), and time and memory of chains of convolutions and Relus of 1000 to --nodes nodes. FOLDER has
tv_resnet50_op13_nw.onnx and nas201/*.onnx. Needs python3-onnx and valgrind; boards are those of the source tree. --table: time and
memory of the chains on the first build for scripts/plot-nodes.py.
"""
import argparse
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

import onnx
from onnx import TensorProto, helper

ROOT = pathlib.Path(__file__).resolve().parent.parent
os.environ["ENERGY_OPT_BOARD_PATH"] = str(ROOT / "boardmodels")


def instructions(command):
    said = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, check=True).stderr
    return int(re.search(r"Collected : (\d+)", said)[1])


def processor_seconds(command, runs=5):
    best = float("inf")
    for _ in range(runs):
        before = used()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        best = min(best, used() - before)
    return best


def used():
    """Processor seconds of all children that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def time_and_memory(command):
    """Processor seconds, bytes resident at most."""
    before = used()
    said = subprocess.run(["/usr/bin/time", "-f", "%M", *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                          check=True).stderr
    return used() - before, 1024 * int(said.splitlines()[-1])


def chain(nodes, path):
    """Convolutions and Relus one after another, sharing their weights."""
    made = []
    for i in range(nodes):
        inputs, kind = ([f"v{i}", "w"], "Conv") if i % 2 == 0 else ([f"v{i}"], "Relu")
        made.append(helper.make_node(kind, inputs, [f"v{i + 1}"], name=f"n{i}"))
    weights = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[8, 8, 1, 1])
    shape = [1, 8, 16, 16]
    graph = helper.make_graph(made, "chain", [helper.make_tensor_value_info("v0", TensorProto.FLOAT, shape)],
                              [helper.make_tensor_value_info(f"v{nodes}", TensorProto.FLOAT, shape)], [weights])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)]), path)


def row(title, figures):
    print(f"| {title} | " + " | ".join(figures) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tools", nargs="+")
    parser.add_argument("--networks", default=os.environ.get("ENERGY_OPT_EXTRA_DATA", "") + "/models")
    parser.add_argument("--nodes", type=int, default=1_000_000)
    parser.add_argument("--table")
    asked = parser.parse_args()
    folder = pathlib.Path(asked.networks)
    resnet, cells = str(folder / "tv_resnet50_op13_nw.onnx"), sorted(map(str, (folder / "nas201").glob("*.onnx")))
    if not cells:
        sys.exit(f"performance.py: {folder}/nas201 has no networks: --networks=FOLDER")
    tools = asked.tools
    board = "--board=jetson-nano"

    print("| instructions, whole process | " + " | ".join(tools) + " |\n|---|" + "---|" * len(tools))
    row("`--help`", [f"{instructions([tool, '--help']) / 1e6:.1f} M" for tool in tools])
    for format_ in ("text", "json"):
        row(f"ResNet-50, {format_}", [f"{instructions([tool, board, f'--format={format_}', resnet]) / 1e6:.1f} M" for tool in tools])

    print("\n| networks per processor second, totals | " + " | ".join(tools) + " |\n|---|" + "---|" * len(tools))
    for title, networks in (("ResNet-50", [resnet] * 500), ("NAS-Bench-201", cells * 4)):
        with tempfile.NamedTemporaryFile("w") as listed:
            listed.write("\n".join(networks))
            listed.flush()
            flags = [board, "--format=ndjson", "--parts=totals", "--jobs=1", f"--files-from={listed.name}"]
            row(title, [f"{len(networks) / processor_seconds([tool, *flags]):.0f}" for tool in tools])

    print("\n| nodes | " + " | ".join(f"{tool} | {tool}, board" for tool in tools) + " |\n|---|" + "---|" * 2 * len(tools))
    with tempfile.TemporaryDirectory() as scratch:
        nodes, table = 1000, ["nodes,board,seconds,bytes"]
        while nodes <= asked.nodes:
            path = f"{scratch}/chain.onnx"
            chain(nodes, path)
            figures = []
            for tool in tools:
                for flags in ([], [board]):
                    seconds, memory = time_and_memory([tool, *flags, path])
                    figures.append(f"{seconds:.2f} s, {memory / nodes:.0f} B a node")
                    if tool == tools[0]:
                        table.append(f"{nodes},{'with' if flags else 'without'},{seconds:.3f},{memory}")
            row(f"{nodes}", figures)
            nodes *= 10
    if asked.table:
        pathlib.Path(asked.table).write_text("\n".join(table) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
