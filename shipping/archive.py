#!/usr/bin/env python3
"""Puts a folder into an archive whose bytes depend on nothing but the folder's: sorted, of one moment, owned by nobody.

    shipping/archive.py FOLDER FILE.zip | FILE.tar.gz

Names in a .zip are marked as UTF-8, as Windows wants them; a .tar.gz holds the folder, a .zip what is in it.
"""

import gzip
import os
import sys
import tarfile
import time
import zipfile
from pathlib import Path


def main() -> None:
    folder, archive = Path(sys.argv[1]), Path(sys.argv[2])
    moment = int(os.environ.get("SOURCE_DATE_EPOCH", 0))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if archive.suffix == ".zip":
        # The format begins in 1980.
        day = max(time.gmtime(moment)[:6], (1980, 1, 1, 0, 0, 0))
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
            for path in files:
                entry = zipfile.ZipInfo(str(path.relative_to(folder)), day)
                entry.external_attr = (0o755 if os.access(path, os.X_OK) else 0o644) << 16
                out.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
        return

    def of_nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        entry.mtime = moment
        entry.mode = 0o755 if entry.mode & 0o100 else 0o644
        return entry

    with gzip.GzipFile(archive, "wb", 9, mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as out:
        for path in files:
            out.add(path, folder.name + "/" + str(path.relative_to(folder)), filter=of_nobody)


if __name__ == "__main__":
    main()
