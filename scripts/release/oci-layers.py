#!/usr/bin/env python3
"""scripts/release/oci-layers.py FOLDER  checks every digest of an unpacked OCI image and prints the files of its layers"""
import gzip
import hashlib
import json
import pathlib
import sys


def blob(folder, described):
    path = folder / "blobs" / described["digest"].replace(":", "/")
    data = path.read_bytes()
    if len(data) != described["size"] or "sha256:" + hashlib.sha256(data).hexdigest() != described["digest"]:
        sys.exit(f"oci-layers.py: {path} is not what the image says")
    return path, data


def main():
    folder = pathlib.Path(sys.argv[1])
    index = json.loads((folder / "index.json").read_text())
    manifest = json.loads(blob(folder, index["manifests"][0])[1])
    config = json.loads(blob(folder, manifest["config"])[1])

    for described, plain in zip(manifest["layers"], config["rootfs"]["diff_ids"], strict=True):
        path, data = blob(folder, described)
        if "sha256:" + hashlib.sha256(gzip.decompress(data)).hexdigest() != plain:
            sys.exit(f"oci-layers.py: {path} unpacks to something else")
        print(path)


if __name__ == "__main__":
    main()
