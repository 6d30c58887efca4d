#!/usr/bin/env python3
"""scripts/release/sbom.py --version V  what the tools are made of, as a CycloneDX 1.5 document on standard output.

Versions and suppliers come from dpkg, with $ENERGY_OPT_ARM64_ROOT from its records of the libraries for arm64 (arm64-system.sh); licences
stand in docs/licensing.md. Times are $SOURCE_DATE_EPOCH.
"""
import argparse
import hashlib
import json
import os
import pathlib
import subprocess
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# Package, SPDX licence, whether the code becomes part of every executable (headers, static libraries) or of the static ones only.
PARTS = [
    ("llvm-14-dev", "Apache-2.0 WITH LLVM-exception", True),
    ("libeigen3-dev", "MPL-2.0", True),
    ("libboost1.74-dev", "BSL-1.0", True),
    ("libsqlite3-dev", "blessing", True),
    ("libfmt-dev", "MIT", False),
    ("libonnx-dev", "Apache-2.0", False),
    ("libprotobuf-dev", "BSD-3-Clause", False),
    ("zlib1g-dev", "Zlib", False),
    ("libtinfo-dev", "X11", False),
    ("libstdc++-12-dev", "GPL-3.0-or-later WITH GCC-exception-3.1", False),
    ("libc6-dev", "LGPL-2.1-or-later", False),
]


def dpkg(package, field):
    cross = os.environ.get("ENERGY_OPT_ARM64_ROOT")
    records = ["--admindir=" + cross + "/var/lib/dpkg"] if cross else []
    return subprocess.run(["dpkg-query", *records, "-W", "-f", "${" + field + "}", package], capture_output=True, text=True, check=True).stdout


def component(package, licence, always):
    version, architecture = dpkg(package, "Version"), dpkg(package, "Architecture")
    return {
        "type": "library", "bom-ref": package, "name": package, "version": version,
        "licenses": [{"expression": licence}] if " WITH " in licence else [{"license": {"id": licence}}],
        "purl": f"pkg:deb/debian/{package.replace('+', '%2B')}@{version.replace('+', '%2B')}?arch={architecture}&distro=debian-12",
        "properties": [{"name": "energy-opt:linked", "value": "into every executable" if always else
                        "into the executables of the .tar.gz and of the image; shared with the .deb and the wheel"}],
    }


def boards():
    """The board models are data with sources of their own: each with its hash."""
    for path in sorted((ROOT / "boardmodels").glob("*.yaml")):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        yield {"type": "data", "bom-ref": "board:" + path.stem, "name": path.stem,
               "hashes": [{"alg": "SHA-256", "content": digest}]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--version", required=True)
    version = parser.parse_args().version
    libraries = [component(*part) for part in PARTS]
    components = libraries + list(boards())
    tool = {"type": "application", "bom-ref": "energy-opt", "name": "energy-opt", "version": version}
    body = {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", "0")))),
                     "component": tool},
        "components": components,
        "dependencies": [{"ref": "energy-opt", "dependsOn": [one["bom-ref"] for one in components]}],
    }
    # The same contents have the same number.
    body["serialNumber"] = "urn:uuid:" + str(uuid.uuid5(uuid.NAMESPACE_URL, hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()))
    print(json.dumps(body, indent=1, sort_keys=True))


if __name__ == "__main__":
    main()
