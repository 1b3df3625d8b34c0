"""openpyxl, in its streaming modes: the fastest that it has."""

import sys

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import PatternFill

import work

source, target = sys.argv[1:]
sheet = load_workbook(source, read_only=True).active
out = Workbook(write_only=True).create_sheet(sheet.title)
fills = {status: PatternFill("solid", fgColor=colour[1:]) for status, colour in work.COLOURS.items()}

rows = sheet.iter_rows(values_only=True)
header = list(next(rows))
name, address, link = (header.index(title) for title in (work.NAME, work.ADDRESS, work.LINK))
out.append(header + [work.GROUP, work.STATUS])
for values in rows:
    values = list(values)
    group, values[link], status = work.row(values[name], values[address], values[link])
    marked = WriteOnlyCell(out, status)
    if status in fills:
        marked.fill = fills[status]
    out.append(values + [group, marked])
out.parent.save(target)
