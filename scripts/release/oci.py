#!/usr/bin/env python3
"""scripts/release/oci.py --version V --architecture A --tree FOLDER --output FILE

Writes a container image (OCI image layout 1.0, https://specs.opencontainers.org/image-spec) as one tar file, without a
daemon: the statically linked tools and the board models below FOLDER on nothing else. `podman load -i FILE`,
`skopeo copy oci-archive:FILE docker://…`, `docker load -i FILE` read it. Every time is $SOURCE_DATE_EPOCH.
"""
import argparse
import gzip
import hashlib
import io
import json
import os
import pathlib
import tarfile
import time

EPOCH = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
KEPT = ("bin", "share/energy-opt")  # manuals and completions are of no use in a container


def entry(name, size=None, mode=0o755):
    info = tarfile.TarInfo(name)
    info.mtime, info.mode = EPOCH, mode
    info.type = tarfile.DIRTYPE if size is None else tarfile.REGTYPE
    info.size = size or 0
    return info


def layer(tree):
    """The file system as an uncompressed tar: usr/bin and usr/share/energy-opt, and a /work to mount networks at."""
    files = sorted(path for kept in KEPT for path in (tree / kept).rglob("*") if path.is_file())
    folders = {pathlib.PurePosixPath("work"), pathlib.PurePosixPath("usr")}
    for path in files:
        inside = pathlib.PurePosixPath("usr") / path.relative_to(tree).as_posix()
        folders.update(list(inside.parents)[:-1])
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for folder in sorted(folders):
            tar.addfile(entry(str(folder) + "/"))
        for path in files:
            data = path.read_bytes()
            name = "usr/" + path.relative_to(tree).as_posix()
            tar.addfile(entry(name, len(data), 0o755 if "/bin/" in name else 0o644), io.BytesIO(data))
    return stream.getvalue()


def main():
    parser = argparse.ArgumentParser()
    for flag in ("version", "architecture", "tree", "output"):
        parser.add_argument("--" + flag, required=True)
    arguments = parser.parse_args()
    blobs = {}

    def blob(data, media):
        digest = hashlib.sha256(data).hexdigest()
        blobs[digest] = data
        return {"mediaType": media, "digest": "sha256:" + digest, "size": len(data)}

    plain = layer(pathlib.Path(arguments.tree))
    packed = gzip.compress(plain, compresslevel=9, mtime=0)
    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(EPOCH))
    config = {
        "created": created, "architecture": arguments.architecture, "os": "linux",
        "config": {"Entrypoint": ["/usr/bin/energy-opt"], "Env": ["PATH=/usr/bin"], "WorkingDir": "/work", "User": "65534:65534",
                   "Labels": {"org.opencontainers.image.title": "energy-opt",
                              "org.opencontainers.image.version": arguments.version}},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(plain).hexdigest()]},
        "history": [{"created": created, "created_by": "scripts/release/oci.py"}],
    }
    encode = lambda value: json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    manifest = {
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": blob(encode(config), "application/vnd.oci.image.config.v1+json"),
        "layers": [blob(packed, "application/vnd.oci.image.layer.v1.tar+gzip")],
    }
    described = blob(encode(manifest), "application/vnd.oci.image.manifest.v1+json")
    described["annotations"] = {"org.opencontainers.image.ref.name": f"energy-opt:{arguments.version}"}
    described["platform"] = {"architecture": arguments.architecture, "os": "linux"}
    index = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [described]}
    # Docker reads manifest.json of its own older layout in the same archive.
    docker = [{"Config": "blobs/sha256/" + manifest["config"]["digest"][7:], "RepoTags": [f"energy-opt:{arguments.version}"],
               "Layers": ["blobs/sha256/" + manifest["layers"][0]["digest"][7:]]}]
    with tarfile.open(arguments.output, "w", format=tarfile.USTAR_FORMAT) as tar:
        for folder in ("blobs/", "blobs/sha256/"):
            tar.addfile(entry(folder))
        members = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}', "index.json": encode(index), "manifest.json": encode(docker)}
        members.update({"blobs/sha256/" + digest: data for digest, data in blobs.items()})
        for name in sorted(members):
            tar.addfile(entry(name, len(members[name]), 0o644), io.BytesIO(members[name]))


if __name__ == "__main__":
    main()
