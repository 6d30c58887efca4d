#!/usr/bin/env python3
"""A batch in parts on a Dask cluster; a part whose worker dies is begun again elsewhere and goes on where it stopped.

    dask-shards.py NETWORKS BOARD PARTS FOLDER [SCHEDULER]

Writes FOLDER/part-I.ndjson for I = 1 … PARTS and FOLDER/all.ndjson, what a single run would have written. SCHEDULER:
tcp://host:8786 of a cluster whose workers see the same folders; without it two workers of this machine. Needs
python3-distributed, and energy-opt in the search path.
"""
import subprocess
import sys

from dask.distributed import Client, LocalCluster, as_completed

FINE, BROKEN_NETWORKS = 0, 3  # those have their records, too


def run_part(networks, board, part, parts, folder):
    """One part, by a process of its own: what it has written stays when this worker dies."""
    done = subprocess.run(
        ["energy-opt", f"--board={board}", "--format=ndjson", "--parts=totals", "--jobs=1", f"--shard={part}/{parts}",
         f"--resume={folder}/part-{part}.ndjson", networks], stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (FINE, BROKEN_NETWORKS):
        raise RuntimeError(f"part {part}: {done.stderr.strip()}")
    return part


def main():
    if len(sys.argv) not in (5, 6):
        sys.exit(__doc__)
    networks, board, parts, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    client = Client(sys.argv[5] if len(sys.argv) == 6 else LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None))
    waiting = [client.submit(run_part, networks, board, part, parts, folder, retries=3, pure=False) for part in range(1, parts + 1)]
    for done in as_completed(waiting):
        print("part", done.result(), "is done", flush=True)
    files = [f"{folder}/part-{part}.ndjson" for part in range(1, parts + 1)]
    merged = subprocess.run(["energy-opt", "merge", f"--networks={networks}", "-o", f"{folder}/all.ndjson", *files], check=False)
    client.close()
    sys.exit(merged.returncode)


if __name__ == "__main__":
    main()
