"""pandas, read by calamine and written by XlsxWriter: the fastest engines that it has."""

import sys

import numpy
import pandas

import work

source, target = sys.argv[1:]
# Numbers of documents stay texts.
roster = pandas.read_excel(source, engine="calamine", dtype={"ОГРН": str, "ОКТМО": str})

group = roster[work.ADDRESS].str.extract(work.GROUP_PATTERN, expand=False)
template = numpy.where(roster[work.NAME].str.contains(work.HEALTH_WORD, regex=False), work.HEALTH, work.EDUCATION)
right = pandas.Series(template, index=roster.index) + group
blank = roster[work.LINK].isna()
known = group.notna()
status = numpy.select(
    [~known, blank, roster[work.LINK] == right], [work.WARNING, work.FILLED, work.OK], default=work.ERROR
)
roster[work.LINK] = roster[work.LINK].where(~(known & blank), right)
roster[work.GROUP] = pandas.to_numeric(group)
roster[work.STATUS] = status

# Without `strings_to_urls` every address would become a hyperlink, which takes longer still.
options = {"options": {"strings_to_urls": False}}
with pandas.ExcelWriter(target, engine="xlsxwriter", engine_kwargs=options) as writer:
    roster.to_excel(writer, sheet_name="Реестр", index=False)
    sheet = writer.sheets["Реестр"]
    formats = {name: writer.book.add_format({"bg_color": colour}) for name, colour in work.COLOURS.items()}
    column = roster.columns.get_loc(work.STATUS)
    for row, name in enumerate(status, start=1):
        if name in formats:
            sheet.write_string(row, column, name, formats[name])
