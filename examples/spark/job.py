#!/usr/bin/env python3
"""Judges the workbooks of many senders on many machines, then what their rows say together.

    spark-submit --py-files gospub_rows.py job.py FOLDER OUT [-r TABLE]... [--date DAY]

FOLDER, OUT and the tables are paths that every machine sees. OUT gets `rows` (Parquet: a row each, with the JSON of gospub), `results` (the
checked workbooks) and `across` (what was found between files). docs/many-machines.md says how it works.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import gospub_rows
import pandas
from pyspark.sql import DataFrame, SparkSession

ENDINGS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv"}
# So many files a task: a task of less than a second costs more to hand out than to do.
FILES_A_TASK = 50


def judge(spark: SparkSession, paths: list[str], options: list[str], results: str | None) -> DataFrame:
    """The rows of all files, each file judged alone."""

    def map_paths(batches: Iterator[pandas.DataFrame]) -> Iterator[pandas.DataFrame]:
        for batch in batches:
            rows = list(gospub_rows.each_alone(batch["path"], options, results))
            # An integer column with blanks is one of floats to pandas, and ids would be rounded.
            yield pandas.DataFrame(rows, columns=gospub_rows.NAMES).astype({"row": "Int32", "group_id": "Int64"})

    tasks = max(1, len(paths) // FILES_A_TASK)
    frame = spark.createDataFrame([(path,) for path in paths], "path string").repartition(tasks)
    return frame.mapInPandas(map_paths, gospub_rows.SCHEMA)


def across(spark: SparkSession, rows: DataFrame) -> list[str]:
    """Finds by SQL which files have to be seen together."""
    rows.createOrReplaceTempView("judged")
    text = (Path(__file__).parent / "across.sql").read_text(encoding="utf-8")
    for query in filter(str.strip, text.split(";")):
        spark.sql(query)
    return sorted(row.path for row in spark.sql("SELECT path FROM seen_together").collect())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("-r", dest="tables", action="append", default=[])
    parser.add_argument("--date")
    told = parser.parse_args()
    options = [word for table in told.tables for word in ("-r", table)] + (["--date", told.date] if told.date else [])
    paths = sorted(str(path) for path in told.folder.rglob("*") if path.suffix.lower() in ENDINGS and not path.name.startswith("~$"))

    spark = SparkSession.builder.appName("gospub").getOrCreate()
    rows_at = str(told.out / "rows")
    judge(spark, paths, options, str(told.out / "results")).write.mode("overwrite").parquet(rows_at)
    # Read back, so that nothing is judged twice.
    rows = spark.read.parquet(rows_at)
    together = across(spark, rows)
    found = list(gospub_rows.judged(together, options)) if together else []
    spark.createDataFrame(found, gospub_rows.SCHEMA).write.mode("overwrite").parquet(str(told.out / "across"))
    errors = rows.where("error IS NOT NULL").count()
    print(f"{len(paths)} files, {rows.count()} rows, {errors} files not read; {len(together)} files seen together")
    spark.stop()


if __name__ == "__main__":
    main()
