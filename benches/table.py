"""Makes the table of README.md: what the commands take on generated rosters, in wall time, processor time and peak memory.

    python benches/table.py [--times 3] [--write] [--threads] [--files]

Each job is run several times, in turn with the others, and the fastest run counts: what else the machine does makes runs slower, never
faster. `--write` puts the table into README.md, `--threads` prints how `fill` does with one thread and with two, `--files` what 500
workbooks of 100 rows take, each and together. Run it on an idle machine, after `cargo build --release --locked --bin gospub --example make-roster`.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BUILT = ROOT / "target" / "release"
DAY = ["--date", "2026-11-22"]


def run(*words, threads=None):
    """Seconds by the clock, seconds of processor, MiB at the peak. gospub says by 1 that rows have errors."""
    env = {**os.environ, "NO_COLOR": "1", **({"RAYON_NUM_THREADS": str(threads)} if threads else {})}
    began = time.monotonic()
    process = subprocess.Popen([BUILT / "gospub", *map(str, words), "-q", *([] if words[0] == "check" else ["--force"])], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
    said = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{words}:\n{said}")
    return time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def roster(folder, rows, first=1, name=None):
    file = folder / (name or f"{rows}.xlsx")
    if not file.exists():
        subprocess.run([BUILT / "examples" / "make-roster", str(rows), file, str(first)], check=True, stdout=subprocess.DEVNULL)
    return file


def jobs(folder):
    def fill(rows):
        return ["fill", roster(folder, rows), "-o", folder / "out", *DAY]

    country = roster(folder, 175_000)
    return [
        ("`fill`, 10,000 rows", fill(10_000)),
        ("`fill`, 175,000 rows, the whole country", fill(175_000)),
        ("`fill`, 300,000 rows", fill(300_000)),
        ("`fill`, 1,048,575 rows, a full sheet", fill(1_048_575)),
        ("`split`, 175,000 rows into 85 workbooks", ["split", country, "--by", "municipality", "-o", folder / "split", *DAY]),
        ("`merge` of these 85", ["merge", country, folder / "split", "-o", folder / "merged.xlsx", *DAY]),
        ("`report` of the merged workbook", ["report", folder / "merged.xlsx", "-o", folder / "report.xlsx", *DAY]),
        ("`check --row`, the last of 300,000", ["check", "--row", f"{roster(folder, 300_000)}:300001"]),
    ]


def table(folder, times):
    best = {}
    for _ in range(times):
        for name, words in jobs(folder):
            wall, processor, peak = run(*words)
            known = best.get(name, (wall, processor, peak))
            best[name] = (min(known[0], wall), min(known[1], processor), max(known[2], peak))
    lines = ["| job | wall | processor | peak memory |", "|---|---|---|---|"]
    lines += [f"| {name} | {wall:.1f} s | {processor:.1f} s | {peak:.0f} MiB |" for name, (wall, processor, peak) in best.items()]
    return "\n".join(lines)


def threads(folder, times):
    print("\n| threads | wall | processor |\n|---|---|---|")
    for number in range(1, (os.cpu_count() or 1) + 1):
        runs = [run("fill", roster(folder, 300_000), "-o", folder / "out", *DAY, threads=number) for _ in range(times)]
        print(f"| {number} | {min(wall for wall, *_ in runs):.2f} s | {min(processor for _, processor, _ in runs):.2f} s |")
    print("\n| rows | wall, µs a row |\n|---|---|")
    for rows in (10_000, 175_000, 300_000, 1_048_575):
        wall = min(run("fill", roster(folder, rows), "-o", folder / "out", *DAY)[0] for _ in range(times))
        print(f"| {rows:,} | {wall / rows * 1e6:.1f} |")


def files(folder, times):
    many = folder / "many"
    many.mkdir()
    for number in range(500):
        roster(many, 100, 1 + 100 * number, f"{number}.xlsx")
    runs = [run("fill", many, "-o", folder / "filled", *DAY) for _ in range(times)]
    wall, processor = min(wall for wall, *_ in runs), min(processor for _, processor, _ in runs)
    print(f"\n500 workbooks of 100 rows: {wall:.2f} s by the clock, {processor / 500 * 1000:.1f} ms of processor each")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--times", type=int, default=3)
    arguments.add_argument("--write", action="store_true")
    arguments.add_argument("--threads", action="store_true")
    arguments.add_argument("--files", action="store_true")
    arguments = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        if arguments.threads:
            threads(folder, arguments.times)
        if arguments.files:
            files(folder, arguments.times)
        if arguments.threads or arguments.files:
            return
        made = table(folder, arguments.times)
        print(made)
        if arguments.write:
            readme = ROOT / "README.md"
            readme.write_text(re.sub(r"\| job \| wall \|.*?(?=\n\n)", made, readme.read_text(), count=1, flags=re.S))


if __name__ == "__main__":
    main()
