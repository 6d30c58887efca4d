#!/usr/bin/python3
"""The networks of the table jetson-nano-dvfs of scripts/board-tables.py, which are too many to be kept as files.
Usage: scripts/nano-networks.py DATA TABLE.csv FOLDER     writes FOLDER/nano_synthetic/*.onnx, for --models=FOLDER

DATA holds measurements/ and models/; its measurements/jetson-nano-synthetic/build.py makes a synthetic network from its name and needs
the Python packages onnx and numpy. Networks that DATA has as files are linked."""
import csv
import os
import sys

if len(sys.argv) != 4:
    sys.exit(__doc__)
data, table, folder = sys.argv[1:]
sys.path.insert(0, os.path.join(data, "measurements/jetson-nano-synthetic"))
from build import synthetic  # noqa: E402

os.makedirs(os.path.join(folder, "nano_synthetic"), exist_ok=True)
with open(table, newline="") as file:
    models = {row["model"] for row in csv.DictReader(file)}
for model in sorted(models):
    made, kept = os.path.join(folder, model), os.path.join(data, "models", model)
    if os.path.exists(kept):
        if not os.path.lexists(made):
            os.symlink(os.path.abspath(kept), made)
    else:
        synthetic(os.path.basename(model)[:-len(".onnx")], made)
