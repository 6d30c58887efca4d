#!/usr/bin/python3
"""scripts/fake-sensor.py FOLDER [IDLE_W [BUSY_W]]  A power sensor that is not there, for tests of energy-calibrate measure.

Writes FOLDER/class/hwmon/hwmon0/ as Linux' hwmon does for an INA226: power1_input in µW, twenty times a second. The power is
IDLE_W plus BUSY_W for every processor that the runners of energy-calibrate keep busy (their time in /proc/PID/stat), so that the
energy of a run is known: IDLE_W times its duration plus BUSY_W times its processor time. FOLDER/truth.csv keeps what was true when:
begin, end (seconds of the monotonic clock), watts. Ends when its parent ends.
"""

import os
import pathlib
import sys
import time

TICK = os.sysconf("SC_CLK_TCK")


def processes():
    """(pid, parent, name, seconds of processor time) of all."""
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                text = pathlib.Path(f"/proc/{entry}/stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            name, _, rest = text[text.index("(") + 1:].rpartition(")")
            fields = rest.split()
            yield int(entry), int(fields[1]), name, (int(fields[11]) + int(fields[12])) / TICK


def runners(known):
    """Processor time of everything started by an energy-calibrate, except other sensors."""
    rows = list(processes())
    wanted = {pid for pid, _, name, _ in rows if name.startswith("energy-calibrat")}
    found = {}
    grown = True
    while grown:
        grown = False
        for pid, parent, _, seconds in rows:
            if parent in wanted and pid not in wanted:
                wanted.add(pid)
                grown = True
            if pid in wanted:
                found[pid] = seconds
    return sum(seconds - known.get(pid, 0) for pid, seconds in found.items()), found


def main():
    folder = pathlib.Path(sys.argv[1]) / "class/hwmon/hwmon0"
    idle, busy = (float(text) for text in (sys.argv[2:4] + ["2", "3"][len(sys.argv) - 2:])[:2])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "name").write_text("ina226\n", encoding="utf-8")
    (folder / "update_interval").write_text("50\n", encoding="utf-8")
    value, fresh = folder / "power1_input", folder / "power1_input.new"
    parent = os.getppid()
    truth = open(pathlib.Path(sys.argv[1]) / "truth.csv", "a", encoding="utf-8", buffering=1)
    _, known = runners({})
    before = time.monotonic()
    while os.getppid() == parent:
        time.sleep(0.05)
        used, known_now = runners(known)
        now = time.monotonic()
        power = idle + busy * used / (now - before)
        fresh.write_text(f"{1e6 * power:.0f}\n", encoding="utf-8")
        truth.write(f"{before:.6f},{now:.6f},{power:.6f}\n")
        os.replace(fresh, value)  # a reader sees a whole number
        known, before = known_now, now


if __name__ == "__main__":
    main()
