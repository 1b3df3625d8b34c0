"""The rows that the installed program says of workbooks, as tuples for Spark and DuckDB."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

PROGRAM = os.environ.get("GOSPUB", "gospub")
NAMES = ["path", "sheet", "row", "organisation", "municipality", "ogrn", "kind", "group_id", "status", "json", "error"]
# The same types in the words of Spark and of DuckDB.
TYPES = ["string", "string", "int", "string", "string", "string", "string", "bigint", "string", "string", "string"]
SCHEMA = ", ".join(f"`{name}` {type}" for name, type in zip(NAMES, TYPES))


def judged(paths: list[str], options: Iterable[str] = (), results: str | None = None) -> Iterator[tuple]:
    """Judges workbooks together; with a folder for results they are written there, each in the folder of its file. A file that could not be
    read or written is a row with an error and nothing else."""
    if shutil.which(PROGRAM) is None:
        raise FileNotFoundError(f"{PROGRAM}: pip install gospub, or set GOSPUB")
    # Rows name their file by its name alone.
    by_name = {Path(path).name: path for path in paths}
    if len(by_name) < len(paths):
        raise ValueError("files that are judged together have different names")
    where = ["-o", results, "--force"] if results else ["--dry-run"]
    command = [PROGRAM, "fill", *paths, *options, *where, "--format", "ndjson", "--quiet", "--jobs", "1"]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    # 1 means that rows have errors; what stopped a file or the run is 2.
    if ran.returncode not in (0, 1, 2):
        raise RuntimeError(f"{command}: {ran.returncode}: {ran.stderr}")
    seen = set()
    for line in ran.stdout.splitlines():
        said = json.loads(line)
        seen.add(said["file"])
        if said["schema"].startswith("gospub.row/"):
            fields = [said[name] for name in NAMES[1:9]]
            yield (by_name[said["file"]], *fields, line, None)
    for name, path in by_name.items():
        if ran.returncode == 2 and name not in seen:
            words = [line for line in ran.stderr.splitlines() if path in line]
            yield (path, *[None] * 9, "\n".join(words) or ran.stderr.strip())


def each_alone(paths: Iterable[str], options: Iterable[str] = (), results: str | None = None) -> Iterator[tuple]:
    """Judges workbooks one by one: what is said of a file does not depend on which others a machine happens to be given."""
    for path in paths:
        yield from judged([path], options, results and f"{results}/{Path(path).parent.name}")
