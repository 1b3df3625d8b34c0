"""Runs gospub and the scripts on the same rosters, one after another, and prints the medians as a table.

    python run.py GOSPUB ROSTER... [--times N]
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent


def measured(command):
    """Seconds by the clock, seconds of the processor and the most mebibytes that a run of a command took."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    # gospub says by 1 that rows have errors.
    if os.waitstatus_to_exitcode(status) not in (0, 1) or "Traceback" in said:
        sys.exit(f"{command}:\n{said}")
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def commands(gospub, roster, out):
    yield "gospub", [gospub, "fill", roster, "-o", out, "-q"]
    for name, title in (("polars", "polars + XlsxWriter"), ("pandas", "pandas + XlsxWriter"), ("openpyxl", "openpyxl, streaming")):
        yield title, [sys.executable, HERE / f"with_{name}.py", roster, Path(out) / "out.xlsx"]


def machine():
    names = []
    if Path("/proc/cpuinfo").exists():
        names = [line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / (1 << 30)
    return f"{names[0] if names else platform.processor()}, {os.cpu_count()} cores, {pages:.0f} GiB, {platform.platform(terse=True)}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("gospub")
    arguments.add_argument("rosters", nargs="+")
    arguments.add_argument("--times", type=int, default=5)
    arguments = arguments.parse_args()
    versions = (HERE / "requirements.txt").read_text().split()
    print(f"{machine()}; Python {platform.python_version()}, {', '.join(versions)}\n")
    print("| roster | program | median, s | times gospub | processor, s | times gospub | peak, MiB |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for roster in arguments.rosters:
        runs = {}
        # In turn, so that a busy moment of the machine meets all of them.
        for _ in range(arguments.times):
            with tempfile.TemporaryDirectory() as out:
                for name, command in commands(arguments.gospub, roster, out):
                    runs.setdefault(name, []).append(measured(command))
        medians = {name: [statistics.median(figures) for figures in zip(*costs)] for name, costs in runs.items()}
        own_wall, own_cpu, _ = medians["gospub"]
        for name, (wall, cpu, peak) in medians.items():
            figures = f"{wall:.2f} | {wall / own_wall:.0f} | {cpu:.2f} | {cpu / own_cpu:.0f} | {peak:.0f}"
            print(f"| {Path(roster).stem} | {name} | {figures} |", flush=True)


main()
