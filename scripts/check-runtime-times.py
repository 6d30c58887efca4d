#!/usr/bin/python3
"""scripts/check-runtime-times.py FOLDER [ENERGY_OPT] [--keep=FOLDER] [FILE…]  Which share of ONNX Runtime's time finds its node.

Every network (FILE of FOLDER/MODELS.csv; without any the twenty below) runs in ONNX Runtime at its levels disabled, basic,
extended and all, profiled, and saves the graph that ran. energy-opt reads the profile, by names alone and with
--optimized. Printed per network and level: the shares of the time that are nodes, that the runtime inserted, and that
are neither, in per cent, and how much of the time both readings give to the same layers. Exit code 1 where nodes and what was inserted are less than 98 % of a convolutional network's
time or 95 % of a transformer's. --keep leaves profiles and saved graphs in a folder; what lies there is not run again.
Needs `npm ci --ignore-scripts` in tests/node and python3-onnx.
"""

import csv
import importlib.util
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import onnx

ROOT = pathlib.Path(__file__).resolve().parent.parent
spec = importlib.util.spec_from_file_location("check_runtime", ROOT / "scripts/check-runtime.py")
check_runtime = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check_runtime)

LEVELS = ("disabled", "basic", "extended", "all")
RUNS = 4  # the first warms up and is not counted
CONVOLUTIONAL = (
    "tv_squeezenet1_1_op13.onnx", "tv_mobilenet_v2_op13.onnx", "tv_mobilenet_v3_large_op13_nw.onnx", "tv_mnasnet1_0_op13_nw.onnx",
    "tv_shufflenet_v2_x1_0_op13_nw.onnx", "tv_regnet_y_400mf_op13_nw.onnx", "tv_efficientnet_b1_op13_nw.onnx",
    "tv_googlenet_op13_nw.onnx", "onnx_light_densenet121.onnx", "tvq_resnet18_qdq_op13_xd.onnx", "onnx_light_shufflenet.onnx",
    "tv_resnet18_op17_nw.onnx", "linzaer_version-RFB-320.onnx", "shiqiyu_yunet_n_320_320.onnx", "microsoft_SqueezeNet_fp16.onnx",
    "tv_convnext_tiny_op13_nw.onnx",
)
TRANSFORMERS = ("arch_bert_tiny_dyn_op14.onnx", "arch_bert_base_dyn_op11_nw.onnx", "tv_swin_t_op13_nw.onnx",
                "pulp_Models_CCT_FP32_CCT_2_32_32_128_Opset20.onnx")


def give_weights(model):
    """Weights that are inputs of the graph become zeros of the file: ONNX Runtime fuses constants only."""
    given = {one.name for one in model.graph.initializer}
    for one in list(model.graph.input):
        dims = [dim.dim_value for dim in one.type.tensor_type.shape.dim]
        is_weight = "." in one.name or "::" in one.name or one.name.endswith("_token")
        if one.name in given or not is_weight or not all(dims):
            if one.name in given:
                model.graph.input.remove(one)
            continue
        model.graph.input.remove(one)
        tensor = model.graph.initializer.add()
        tensor.name = one.name
        tensor.data_type = one.type.tensor_type.elem_type
        tensor.dims.extend(dims)
        size = onnx.mapping.TENSOR_TYPE_TO_NP_TYPE[tensor.data_type].itemsize
        for dim in dims:
            size *= dim
        tensor.raw_data = bytes(size)


def shares(tool, model, profile, bindings, saved):
    command = [tool, "--board=jetson-nano", "--format=json", f"--latency-report={profile}", str(model)]
    for binding in bindings:
        command += ["--dim", binding]
    if saved is not None:
        command.append(f"--optimized={saved}")
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=check_runtime.SECONDS)
    if not done.stdout:
        return done.stderr.strip()
    report = json.loads(done.stdout)
    found = report["latency_report"]
    times = {layer["index"]: layer["latency_s"] or 0 for layer in report["layers"] if not layer["scope"]}
    return found["mapped_share"], found["inserted_share"], found["unmapped"], times


def agreement(one, other):
    """The share of the time of layers that two readings give to the same layers."""
    return sum(min(seconds, other.get(index, 0)) for index, seconds in one.items()) / (sum(one.values()) or 1)


def profiled(folder, path, level, bindings):
    """The profile and the saved graph of a network at a level; a text on failure."""
    profile, saved = folder / f"{path.stem}.{level}.json", folder / f"{path.stem}.{level}.onnx"
    if profile.exists() and saved.exists():
        return profile, saved
    dims = {name: int(value) for name, _, value in (binding.rpartition("=") for binding in bindings)}
    done = check_runtime.run_network(path.parent, model=str(path), level=level, dims=dims, saveTo=str(saved), run=True,
                                     runs=RUNS, keepProfile=str(profile))
    return done if isinstance(done, str) else (profile, saved)


def main():
    keep = next((one[len("--keep="):] for one in sys.argv if one.startswith("--keep=")), None)
    arguments = [one for one in sys.argv[1:] if not one.startswith("--")]
    source = pathlib.Path(arguments[0])
    tool = arguments[1] if len(arguments) > 1 else str(ROOT / "build/release/tools/energy-opt/energy-opt")
    with open(source / "MODELS.csv", newline="", encoding="utf-8") as stream:
        bindings = {row["file"]: row["input_binding"].split() for row in csv.DictReader(stream)}
    failures = []
    print(f"{'network':<44}{'level':<10}{'node':>7}{'added':>7}{'lost':>7}   with the saved graph: node, added, lost, same layers")
    for file in arguments[2:] or CONVOLUTIONAL + TRANSFORMERS:
        bar = 0.95 if file in TRANSFORMERS else 0.98
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            path = folder / pathlib.Path(file).name
            model = onnx.load(str(source / file), load_external_data=False)
            check_runtime.make_up_weights(model, folder)
            give_weights(model)
            onnx.save(model, str(path))
            kept = pathlib.Path(keep) if keep else folder
            kept.mkdir(parents=True, exist_ok=True)
            if keep:
                shutil.copy(path, kept / path.name)
            for level in LEVELS:
                ran = profiled(kept, path, level, bindings[file])
                if isinstance(ran, str):
                    print(f"{file[:43]:<44}{level:<10} not run: {ran}")
                    continue
                profile, saved = ran
                columns, lost, times = [], [], []
                for graph in (None, saved):
                    found = shares(tool, path, profile, bindings[file], graph)
                    if isinstance(found, str):
                        columns.append(found)
                        failures.append(f"{file} at {level}: {found}")
                        continue
                    mapped, inserted, unmapped, by_layer = found
                    columns.append("".join(f"{100 * share:7.2f}" for share in (mapped, inserted, abs(1 - mapped - inserted))))
                    lost = lost or unmapped
                    times.append(by_layer)
                    if mapped + inserted < bar:
                        failures.append(f"{file} at {level}: {100 * (mapped + inserted):.1f} %")
                same = f"{100 * agreement(*times):7.2f}" if len(times) == 2 else ""
                print(f"{file[:43]:<44}{level:<10}{columns[0]}   {columns[1]} {same}  {', '.join(lost[:4])[:90]}", flush=True)
    for line in failures:
        print(f"below the bar: {line}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
