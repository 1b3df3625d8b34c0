"""Counts the instructions that the commands take on generated rosters, and compares them with the committed figures.

    python benches/instructions.py [NAME...] [--write] [--stages] [--profile]

Seconds depend on what else the machine does; instructions do not. Each command is counted on rosters of two sizes: the difference
is what a row costs, and what is left is there for any roster. It fails if one of them has grown by more than 3 %. `--write` keeps the
new figures in instructions.json, `--stages` says what the stages take of a row, the floor among them, which is inflating and deflating,
`--profile` lists the functions that most of them go to. Needs valgrind. Figures of another compiler
or another machine's instruction set are not comparable.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
KEPT = Path(__file__).with_suffix(".json")
BUILT = ROOT / "target" / "counted"
ALLOWED = 0.03
# Stages by the functions that do them, with all that these call: some are parts of others.
STAGES = {
    "inflating": "zlib_rs::stable::Inflate::decompress",
    "deflating": "zlib_rs::stable::Deflate::compress_uninit",
    "reading rows": "gospub::workbook::read::Reading::batch",
    "keys of rows": "gospub::entry::Entry::keys",
    "judging": "gospub::pipeline::Run::verdict",
    "edits": "gospub::annotate::row_edits",
    "rewriting rows, judging and edits in it": "gospub::workbook::rewrite::rewrite",
    "sums of cells for the proof": "gospub::workbook::verify::Sum::add",
}
SMALL, LARGE = 2_000, 6_000
FEW_FILES, MORE_FILES, ROWS_A_FILE = 10, 30, 100
DAY = ["--date", "2026-11-22"]
# One thread: others wait in loops, whose instructions depend on the moment.
ALONE = {**os.environ, "RAYON_NUM_THREADS": "1", "NO_COLOR": "1"}


def run(*command, **more):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
    # gospub says by 1 that rows have errors.
    if done.returncode not in (0, 1):
        sys.exit(f"{command}:\n{done.stderr.decode()}")
    return done.stderr.decode()


def gospub(*words):
    run(BUILT / "gospub", *words, "-q")


def roster(file, rows, first=1, different=None, sheets=1):
    run(BUILT / "examples" / "make-roster", rows, file, first, different or rows, sheets)
    return file


# Each gives the words of a command for a size, made ready in an empty folder.
def fill(folder, rows, **more):
    return ["fill", roster(folder / "roster.xlsx", rows, **more), "-o", folder / "out", *DAY]


def fill_repeated(folder, rows):
    return fill(folder, rows, different=255)


def fill_sheets(folder, rows):
    return fill(folder, rows, sheets=10)


def fill_files(folder, files):
    (folder / "in").mkdir()
    for number in range(files):
        roster(folder / "in" / f"{number}.xlsx", ROWS_A_FILE, first=1 + number * ROWS_A_FILE)
    return ["fill", folder / "in", "-o", folder / "out", *DAY]


def check(folder, values):
    (folder / "values").write_text("".join(f"https://vk.com/club{100_000_000 + number}\n" for number in range(values)))
    return ["check", "-"]


def check_row(folder, rows):
    return ["check", "--row", f"{roster(folder / 'roster.xlsx', rows)}:{rows + 1}"]


def split(folder, rows):
    return ["split", roster(folder / "roster.xlsx", rows), "--by", "municipality", "-o", folder / "split", *DAY]


def merge(folder, rows):
    gospub(*split(folder, rows))
    return ["merge", folder / "roster.xlsx", folder / "split", "-o", folder / "merged.xlsx", *DAY]


def report(folder, rows):
    return ["report", roster(folder / "roster.xlsx", rows), "-o", folder / "report.xlsx", *DAY]


JOBS = {
    "fill": fill,
    "fill, 255 rows repeated": fill_repeated,
    "fill, 10 sheets": fill_sheets,
    "fill, files of 100 rows": fill_files,
    "check -": check,
    "check --row": check_row,
    "split, 85 workbooks": split,
    "merge of these": merge,
    "report": report,
}


def inclusive(out):
    """What each function takes with all that it calls, by its name."""
    names, costs, function, called = {}, {}, None, None

    def name(text):
        number, _, known = text.strip().partition(" ")
        # A function that calls itself is counted once.
        return names.setdefault(number, re.sub(r"'\d+$", "", known))

    for line in out.read_text(errors="replace").splitlines():
        if line.startswith("fn="):
            function = name(line[3:])
        elif line.startswith("cfn="):
            called = name(line[4:])
        elif line[:1] in "0123456789+-*" and " " in line and called and called != function:
            costs[called] = costs.get(called, 0) + int(line.split()[1])
        if not line.startswith(("cfn=", "cfi=", "cfl=", "cob=", "calls=")):
            called = None
    return costs


def counted(job, size, profile):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        words = job(folder, size)
        out = folder / "callgrind.out"
        values = (folder / "values").open() if (folder / "values").exists() else subprocess.DEVNULL
        said = run("valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", BUILT / "gospub", *words, "-q", env=ALONE, stdin=values)
        if profile:
            listed = subprocess.run(["callgrind_annotate", "--show-percs=yes", out], capture_output=True, text=True).stdout
            print(*listed.split("\n")[20:80], sep="\n")
        return int(re.search(r"Collected : (\d+)", said)[1]), inclusive(out)


def print_stages(each, small, large, items):
    print("\n| stage | instructions a row | of all |\n|---|---:|---:|")
    taken = {}
    for stage, function in STAGES.items():
        costs = [sum(cost for name, cost in costs.items() if name.startswith(function)) for costs in (small, large)]
        taken[stage] = (costs[1] - costs[0]) / items
        if taken[stage] > 0:
            print(f"| {stage} | {taken[stage]:,.0f} | {taken[stage] / each:.0%} |")
    floor = taken["inflating"] + taken["deflating"]
    # `check` inflates nothing.
    if floor:
        print(f"\n{each / floor:.1f} times what inflating and deflating take.\n")


def measured(name, profile, stages):
    """What an item costs, and what is there for any number of them."""
    few, many = (FEW_FILES, MORE_FILES) if "files" in name else (SMALL, LARGE)
    (small, small_costs), (large, large_costs) = counted(JOBS[name], few, False), counted(JOBS[name], many, profile)
    each = (large - small) / (many - few)
    if stages:
        print_stages(each, small_costs, large_costs, many - few)
    return {"each": round(each), "fixed": round(small - each * few)}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("names", nargs="*", metavar="NAME", help=f"the beginning of one of: {'; '.join(JOBS)}")
    arguments.add_argument("--write", action="store_true")
    arguments.add_argument("--stages", action="store_true")
    arguments.add_argument("--profile", action="store_true")
    arguments.add_argument("--built", action="store_true", help="count what is built already")
    arguments = arguments.parse_args()
    if not shutil.which("valgrind"):
        sys.exit("valgrind is needed to count instructions")
    if not arguments.built:
        subprocess.run(["cargo", "build", "--locked", "--profile", "counted", "--bin", "gospub", "--example", "make-roster"], cwd=ROOT, check=True)
    compiler = subprocess.run(["rustc", "--version"], capture_output=True, text=True, cwd=ROOT).stdout.strip()
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {"compiler": compiler, "jobs": {}}
    if kept["compiler"] != compiler:
        print(f"The committed figures are of {kept['compiler']}, this is {compiler}: they may differ by more than the program does.")
    print("| job | instructions a row | before | fixed, millions | before |")
    print("|---|---:|---:|---:|---:|")
    grown = []
    for name in JOBS:
        if arguments.names and not any(name.startswith(wanted) for wanted in arguments.names):
            continue
        new = measured(name, arguments.profile, arguments.stages)
        old = kept["jobs"].get(name)
        before = [f"{old['each']:,}", f"{old['fixed'] / 1e6:.1f}"] if old else ["", ""]
        title = name.replace("files", "a file") if "files" in name else name
        print(f"| {title} | {new['each']:,} | {before[0]} | {new['fixed'] / 1e6:.1f} | {before[1]} |", flush=True)
        grown += [f"{name}: {what}" for what in new if old and new[what] > old[what] * (1 + ALLOWED)]
        if arguments.write:
            kept["jobs"][name] = new
            KEPT.write_text(json.dumps({"compiler": compiler, "jobs": kept["jobs"]}, indent=2, ensure_ascii=False) + "\n")
    if grown and not arguments.write:
        sys.exit("Grown by more than 3 %: " + "; ".join(grown))


if __name__ == "__main__":
    main()
