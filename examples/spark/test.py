#!/usr/bin/env python3
"""What Spark and DuckDB find between files is what one `gospub fill` over all files says.

Run by .ci/run. A part whose packages cannot be imported is left out, and why is said.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent.parent / "samples"
HEADER = "Муниципальное образование;Наименование организации;ОГРН;Ссылка на страницу ВК\n"
# Between these files: one community at two schools, one ОГРН with two names, one organisation with two communities, a branch that may share a
# page; and a school in two spellings, in which nothing is wrong.
ROSTERS = {
    "север/один.csv": [
        "Северный район;МБОУ «Школа № 5»;1027301172106;https://vk.com/club218000001",
        "Северный район;ГБУЗ «Примерская больница»;;https://vk.com/club218000002",
        "Северный район;МБУК «Музей»;1044004404091;https://vk.com/club218000003",
    ],
    "юг/два.csv": [
        "Южный район;МБОУ «Школа № 6»;;https://vk.com/club218000001",
        "Южный район;ФАП д. Пример, ГБУЗ «Примерская больница»;;https://vk.com/club218000002",
        "Южный район;МБДОУ «Детский сад «Мак»;1044004404091;https://vk.com/club218000004",
    ],
    "запад/три.csv": [
        "Западный район;МБОУ «Школа № 5»;1027301172106;https://vk.com/club218000005",
        "Западный район;МБОУ «Лицей»;;https://vk.com/club218000006",
    ],
    "восток/четыре.csv": [
        "Восточный район;Муниципальное бюджетное учреждение «Лицей»;;https://vk.com/club218000006",
        "Восточный район;МБОУ «Гимназия»;;https://vk.com/club218000007",
    ],
    "восток/пять.csv": ["Восточный район;МБОУ «Интернат»;;https://vk.com/club218000008"],
}
ACROSS = {"row-group-two-organisations", "row-group-shared", "row-ogrn-two-names", "row-ogrn-two-groups"}
DATE = ["--date", "2026-01-15"]


def write_rosters(folder: Path) -> list[str]:
    paths = []
    for name, rows in ROSTERS.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
        paths.append(str(path))
    for name in ("roster.xlsx", "faults.xlsx"):
        path = folder / "образцы" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((SAMPLES / name).read_bytes())
        paths.append(str(path))
    return sorted(paths)


def findings(rows: list[tuple]) -> dict[tuple, list[str]]:
    """What is found between rows, by row."""
    found = {}
    for row in rows:
        said = json.loads(row[9])
        found[row[0], row[1], row[2]] = sorted(one["code"] for one in said["diagnostics"] if one["code"] in ACROSS)
    return found


def check(name: str, alone: list[tuple], together: list[str], expected: dict[tuple, list[str]], seen: list[tuple]) -> None:
    # Files that are seen together say what is between them; the others have said it alone.
    combined = findings(alone) | findings(seen)
    assert combined == expected, (name, [at for at in expected if combined.get(at) != expected[at]])
    names = {Path(path).name for path in together}
    assert names >= {"один.csv", "два.csv", "три.csv", "четыре.csv"} and "пять.csv" not in names, (name, together)
    print(f"ok: {name}: {len(alone)} rows, {len(together)} files seen together")


def main() -> int:
    import gospub_rows

    done, left_out = 0, []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        paths = write_rosters(folder / "in")
        expected = findings(list(gospub_rows.judged(paths, DATE)))
        assert any("row-group-two-organisations" in codes for codes in expected.values())
        assert any("row-ogrn-two-names" in codes for (path, *_), codes in expected.items() if path.endswith("два.csv"))
        try:
            import duck

            alone = list(gospub_rows.each_alone(paths, DATE))
            _, _, together = duck.across(alone)
            check("DuckDB", alone, together, expected, list(gospub_rows.judged(together, DATE)))
            done += 1
        except ImportError as missing:
            left_out.append(f"DuckDB ({missing})")
        try:
            import pyspark  # noqa: F401

            if shutil.which("java") is None:
                raise ImportError("no java")
            out = folder / "out"
            environment = os.environ | {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(HERE), "SPARK_LOCAL_IP": "127.0.0.1"}
            command = [sys.executable, str(HERE / "job.py"), str(folder / "in"), str(out), *DATE]
            ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            assert ran.returncode == 0, ran.stderr
            import pandas

            def read(name: str) -> list[tuple]:
                return list(pandas.read_parquet(out / name).itertuples(index=False, name=None))

            alone, seen = read("rows"), read("across")
            check("Spark", alone, sorted({row[0] for row in seen}), expected, seen)
            assert (out / "results" / "север" / "один.проверено.xlsx").exists()
            done += 1
        except ImportError as missing:
            left_out.append(f"Spark ({missing})")
    for what in left_out:
        print(f"+ not tried: {what}")
    print(f"{done} passed, 0 failed, {len(left_out)} skipped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
