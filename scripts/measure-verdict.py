#!/usr/bin/python3
"""scripts/measure-verdict.py ENERGY_CALIBRATE BEFORE.json MADE TRUTH.csv  What scripts/check-measure.sh measured, judged.

BEFORE.json: the manifest when the first run was killed; MADE: what `energy-calibrate board` left; TRUTH.csv of scripts/fake-sensor.py.
Networks are told apart by the word before the '-' of their names. Exit code 1 where a network that was measured is gone, the mean
power is off by more than 2 %, or the times of networks left out are off by more than 15 % on average in any kind.
"""

import bisect
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

MOST_POWER, MOST_TIME = 0.02, 0.15


def true_power(runs, truth):
    """Mean of the known power while the runs that count ran."""
    ends = [end for _, end, _ in truth]
    joules = seconds = 0.0
    for run in runs:
        if run["counted"]:
            for begin, end, watts in truth[bisect.bisect_left(ends, run["begin_s"]):]:
                if begin >= run["end_s"]:
                    break
                inside = max(0.0, min(end, run["end_s"]) - max(begin, run["begin_s"]))
                joules += inside * watts
                seconds += inside
    return joules / seconds


def left_out(tool, made, runtime):
    """(network, error of its time, error of its energy) where a fit has not seen it: four fits."""
    header, *rows = (made / "all.csv").read_text(encoding="utf-8").splitlines()
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(4):
            seen, aside, board = (pathlib.Path(folder) / name for name in ("seen.csv", "aside.csv", "check.yaml"))
            for path, kept in ((seen, False), (aside, True)):
                path.write_text("\n".join([header] + [row for i, row in enumerate(rows) if (i % 4 == fold) == kept]) + "\n",
                                encoding="utf-8")
            models = f"--models={made / 'bundle'}"
            subprocess.run([tool, "fit", "--kind=latency-power", "--form=roofline", f"--runtime={runtime}", "--like=nearest",
                            "--unit=cpu", seen, models, "--idle=included", "--id=check", "-o", board], check=True, stdout=subprocess.DEVNULL)
            answer = subprocess.run([tool, "validate", "--json", board, aside, models], stdout=subprocess.PIPE, check=False)
            for one in json.loads(answer.stdout)["by_network"]:
                yield one["name"], one["time_mape"], one["energy_mape"]


def main():
    tool, before_path, made, truth_path = sys.argv[1], *map(pathlib.Path, sys.argv[2:5])
    before = json.loads(before_path.read_text(encoding="utf-8"))["networks"]
    after = json.loads((made / "bundle/manifest.json").read_text(encoding="utf-8"))["networks"]
    truth = [tuple(map(float, line.split(","))) for line in truth_path.read_text(encoding="utf-8").splitlines()]
    kept = sum(one in after for one in before)
    print(f"{kept} of {len(before)} networks measured before the kill stand unchanged")
    good = [one for one in after if one["failure"] is None]  # visits: several of each network
    for one in after:
        if one["failure"]:
            print(f"failed: {one['model']}: {one['failure']}")
    quickest = collections.defaultdict(list)
    for one in good:
        quickest[one["model"]].append(one["latency_s"])
    errors = sorted((abs(one["power_w"] / true_power(one["runs"], truth) - 1), one["model"]) for one in good)
    power = sum(error for error, _ in errors) / len(errors)
    print(f"{len(quickest)} of {len({one['model'] for one in after})} networks measured, {len(good)} visits; power off by {100 * power:.2f} % on average, "
          f"{100 * errors[-1][0]:.2f} % at worst ({errors[-1][1]})")
    if all(len(times) > 1 for times in quickest.values()):
        apart = sorted(sorted(times)[1] / min(times) - 1 for times in quickest.values())
        any_two = [max(a, b) / min(a, b) - 1 for times in quickest.values() for a, b in zip(times, times[1:])]
        print(f"the next quickest visit was {100 * sum(apart) / len(apart):.1f} % slower than the quickest on average, one visit and the "
              f"next of a network {100 * sum(any_two) / len(any_two):.0f} % apart")
    runs = [run for one in good for run in one["runs"]]
    counting = [run for run in runs if run["counted"]]
    mean = lambda key: sum(run[key] or 0 for run in counting) / len(counting)  # noqa: E731
    print(f"in the {len(counting)} of {len(runs)} runs that count others kept {mean('others_busy'):.2f} processors busy and the "
          f"runner waited {100 * mean('waited'):.0f} % of its time")
    kinds = collections.defaultdict(list)
    for name, time, energy in left_out(tool, made, good[0]["runtime"]["runtime"].partition("-")[0]):
        kinds[pathlib.PurePath(name).name.partition("-")[0]].append((time, energy, name))
    worst = 0.0
    print("networks left out of a fit, mean error of their times and energies, the worst time:")
    for kind, rows in sorted(kinds.items()):
        time, energy = (sum(row[i] for row in rows) / len(rows) for i in (0, 1))
        worst = max(worst, time)
        print(f"  {kind:<12} {len(rows):3} networks  time {100 * time:5.1f} %  energy {100 * energy:5.1f} %   "
              f"{100 * max(rows)[0]:.0f} % {pathlib.PurePath(max(rows)[2]).stem}")
    return 1 if power > MOST_POWER or kept < len(before) or worst > MOST_TIME else 0


if __name__ == "__main__":
    sys.exit(main())
