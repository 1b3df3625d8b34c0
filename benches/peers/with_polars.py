"""polars, read by calamine (fastexcel) and written by XlsxWriter: the only engines that are fast."""

import sys

import polars
import xlsxwriter

import work

source, target = sys.argv[1:]
roster = polars.read_excel(source, engine="calamine")

group = polars.col(work.ADDRESS).str.extract(work.GROUP_PATTERN)
health = polars.col(work.NAME).str.contains(work.HEALTH_WORD, literal=True)
right = polars.when(health).then(polars.lit(work.HEALTH)).otherwise(polars.lit(work.EDUCATION)) + group
blank = polars.col(work.LINK).is_null()
status = (
    polars.when(group.is_null()).then(polars.lit(work.WARNING))
    .when(blank).then(polars.lit(work.FILLED))
    .when(polars.col(work.LINK) == right).then(polars.lit(work.OK))
    .otherwise(polars.lit(work.ERROR))
)
roster = roster.with_columns(
    polars.when(blank).then(right).otherwise(polars.col(work.LINK)).alias(work.LINK),
    group.cast(polars.Int64).alias(work.GROUP),
    status.alias(work.STATUS),
)

# Without `strings_to_urls` every address would become a hyperlink, which takes longer still.
with xlsxwriter.Workbook(target, {"strings_to_urls": False}) as book:
    colours = {
        work.STATUS: [
            {"type": "cell", "criteria": "==", "value": f'"{name}"', "format": {"bg_color": colour}}
            for name, colour in work.COLOURS.items()
        ]
    }
    roster.write_excel(book, "Реестр", conditional_formats=colours, autofilter=False)
