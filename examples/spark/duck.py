#!/usr/bin/env python3
"""The same on one machine without Spark: DuckDB over the lines of gospub.

    duck.py FOLDER [-r TABLE]...      prints what is found between files, and which files have to be seen together
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import gospub_rows


def across(rows: list[tuple]) -> tuple[list[tuple], list[tuple], list[str]]:
    """Communities and ОГРН of several organisations, and the files that have to be seen together."""
    base = duckdb.connect()
    base.execute(f"CREATE TABLE judged ({gospub_rows.SCHEMA.replace('`', '')})")
    if rows:
        base.executemany(f"INSERT INTO judged VALUES ({', '.join('?' * len(gospub_rows.NAMES))})", rows)
    for query in filter(str.strip, (Path(__file__).parent / "across.sql").read_text(encoding="utf-8").split(";")):
        base.execute(query)
    groups = base.execute("FROM group_of_several ORDER BY group_id").fetchall()
    numbers = base.execute("FROM ogrn_of_several ORDER BY ogrn").fetchall()
    together = base.execute("SELECT path FROM seen_together ORDER BY path").fetchall()
    return groups, numbers, [path for (path,) in together]


def main() -> None:
    folder, options = Path(sys.argv[1]), sys.argv[2:]
    paths = sorted(str(path) for path in folder.iterdir() if path.is_file())
    groups, numbers, together = across(list(gospub_rows.each_alone(paths, options)))
    for line in groups + numbers:
        print(*line, sep="\t")
    print("seen together:", *together)


if __name__ == "__main__":
    main()
