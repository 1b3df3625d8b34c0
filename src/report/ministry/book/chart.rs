//! The charts. Each shows cells of the workbook, so it follows when they are sorted, filtered or corrected.

use super::look::{AMBER, BLUE, GREEN, GREY, LIGHT_GREEN, LIGHT_GREY, NUMBER, RED, VIOLET};
use rust_xlsxwriter::{
    Chart, ChartAxisCrossing, ChartAxisLabelPosition, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat,
    ChartLayout, ChartLegendPosition, ChartLine, ChartPoint, ChartSolidFill, ChartType, Color, ObjectMovement,
};

/// Rows of a sheet that a chart shows, and how many pixels wide it does so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows<'s> {
    pub(super) sheet: &'s str,
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) wide: u32,
}

/// Colours of links, in the order of the columns: right, filled, not compared, missing, wrong, page unclear, page absent.
pub(super) const LINK_COLORS: [Color; 7] = [GREEN, LIGHT_GREEN, VIOLET, AMBER, RED, GREY, LIGHT_GREY];
/// Colours of rows: in order, filled, not compared, to be looked at, with errors.
pub(super) const STATUS_COLORS: [Color; 5] = [GREEN, LIGHT_GREEN, VIOLET, AMBER, RED];

/// Pixels of a bar with the gap around it, of the title and legend above the bars, of the axis below them.
const BAR: u32 = 24;
const ABOVE: u32 = 70;
const BELOW: u32 = 56;
/// Pixels that the names of bars take, but no more than this part of the width; what is left at the other side.
const NAMES: f64 = 250.0;
const MOST_FOR_NAMES: f64 = 0.4;
const MARGIN: f64 = 0.03;

/// How many pixels bars of so many rows take.
pub(super) fn height(rows: Rows<'_>) -> u32 {
    ABOVE + BELOW + BAR * (rows.last - rows.first + 1)
}

/// Horizontal bars of which each column is a segment; as high as its rows need.
pub(super) fn stacked(title: &str, rows: Rows<'_>, names: u16, columns: &[(u16, u32)], colors: &[Color], axis: &str) -> Chart {
    let mut chart = plain(ChartType::BarStacked, title, rows);
    for (&(column, header), &color) in columns.iter().zip(colors) {
        chart
            .add_series()
            .set_name((rows.sheet, header, column))
            .set_categories((rows.sheet, rows.first, names, rows.last, names))
            .set_values((rows.sheet, rows.first, column, rows.last, column))
            .set_format(&mut filled(color))
            .set_gap(45);
    }
    chart.legend().set_position(ChartLegendPosition::Top).set_font(&font(9));
    bars(&mut chart, rows, axis, NUMBER);
    chart
}

/// Horizontal bars of shares.
pub(super) fn shares(title: &str, rows: Rows<'_>, names: u16, column: u16, color: Color, axis: &str) -> Chart {
    let mut chart = plain(ChartType::Bar, title, rows);
    chart
        .add_series()
        .set_categories((rows.sheet, rows.first, names, rows.last, names))
        .set_values((rows.sheet, rows.first, column, rows.last, column))
        .set_format(&mut filled(color))
        .set_gap(45);
    chart.legend().set_hidden();
    bars(&mut chart, rows, axis, "0\\ %");
    chart.x_axis().set_min(0).set_max(1).set_major_unit(0.2);
    chart
}

/// Horizontal bars of numbers, to the left of nothing where they are negative.
pub(super) fn numbers(title: &str, rows: Rows<'_>, names: u16, column: u16, color: Color, axis: &str, format: &str) -> Chart {
    let mut chart = plain(ChartType::Bar, title, rows);
    chart
        .add_series()
        .set_categories((rows.sheet, rows.first, names, rows.last, names))
        .set_values((rows.sheet, rows.first, column, rows.last, column))
        .set_format(&mut filled(color))
        .set_invert_if_negative()
        .set_invert_if_negative_color(RED)
        .set_gap(45);
    chart.legend().set_hidden();
    bars(&mut chart, rows, axis, format);
    chart.y_axis().set_label_position(ChartAxisLabelPosition::Low);
    chart
}

/// Two columns of shares side by side: then and now.
pub(super) fn then_and_now(title: &str, rows: Rows<'_>, names: u16, columns: [u16; 2], header: u32, axes: [&str; 2]) -> Chart {
    let mut chart = plain(ChartType::Column, title, rows);
    for (column, color) in columns.into_iter().zip([LIGHT_GREY, BLUE]) {
        chart
            .add_series()
            .set_name((rows.sheet, header, column))
            .set_categories((rows.sheet, rows.first, names, rows.last, names))
            .set_values((rows.sheet, rows.first, column, rows.last, column))
            .set_format(&mut filled(color))
            .set_gap(80);
    }
    chart.legend().set_position(ChartLegendPosition::Top).set_font(&font(9));
    let [across, up] = axes;
    chart.x_axis().set_name(across).set_name_font(&plain_font()).set_font(&font(9));
    chart
        .y_axis()
        .set_name(up)
        .set_name_font(&plain_font())
        .set_font(&font(9))
        .set_num_format("0\\ %")
        .set_min(0)
        .set_max(1)
        .set_major_unit(0.2)
        .set_major_gridlines_line(&grid());
    chart
}

/// A ring of numbers with the numbers on it; nothing is written where there is nothing.
pub(super) fn ring(title: &str, rows: Rows<'_>, names: u16, column: u16, colors: &[Color], values: &[u64]) -> Chart {
    let mut chart = plain(ChartType::Doughnut, title, rows);
    let points: Vec<ChartPoint> = colors.iter().map(|&color| ChartPoint::new().set_format(&mut filled(color))).collect();
    let labels: Vec<ChartDataLabel> = values
        .iter()
        .map(|&value| {
            let mut label = ChartDataLabel::new();
            if value == 0 {
                label.set_hidden();
            }
            label
        })
        .collect();
    let mut label = ChartDataLabel::new();
    label.show_value().set_num_format(NUMBER).set_font(&bold(9));
    chart
        .add_series()
        .set_categories((rows.sheet, rows.first, names, rows.last, names))
        .set_values((rows.sheet, rows.first, column, rows.last, column))
        .set_points(&points)
        .set_data_label(&label)
        .set_custom_data_labels(&labels);
    chart.set_hole_size(55);
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9));
    chart
}

/// Columns of numbers with the numbers above them.
pub(super) fn steps(title: &str, rows: Rows<'_>, names: u16, column: u16, axes: [&str; 2]) -> Chart {
    let mut chart = plain(ChartType::Column, title, rows);
    let mut label = ChartDataLabel::new();
    label.show_value().set_position(ChartDataLabelPosition::OutsideEnd).set_font(&font(9));
    chart
        .add_series()
        .set_categories((rows.sheet, rows.first, names, rows.last, names))
        .set_values((rows.sheet, rows.first, column, rows.last, column))
        .set_format(&mut filled(BLUE))
        .set_data_label(&label)
        .set_gap(60);
    chart.legend().set_hidden();
    let [across, up] = axes;
    chart.x_axis().set_name(across).set_name_font(&plain_font()).set_font(&font(9));
    chart.y_axis().set_name(up).set_name_font(&plain_font()).set_font(&font(9)).set_num_format(NUMBER);
    chart.y_axis().set_min(0).set_major_gridlines_line(&grid());
    chart
}

fn plain(kind: ChartType, title: &str, rows: Rows<'_>) -> Chart {
    let mut chart = Chart::new(kind);
    chart.set_width(rows.wide);
    chart.title().set_name(title).set_font(bold(11).set_color(BLUE));
    chart.set_alt_text(title).set_object_movement(ObjectMovement::MoveButDontSizeWithCells);
    chart.chart_area().set_format(ChartFormat::new().set_border(ChartLine::new().set_color(LIGHT_GREY)));
    chart
}

/// The axes of horizontal bars: names from the top, every one of them, and numbers at the bottom. The library calls the axis that lies
/// x whatever it shows.
fn bars(chart: &mut Chart, rows: Rows<'_>, axis: &str, format: &str) {
    let high = height(rows);
    let part = |pixels: u32| f64::from(pixels) / f64::from(high);
    let names = (NAMES / f64::from(rows.wide)).min(MOST_FOR_NAMES);
    // Left to themselves, office programs give the names so little room that some are left out.
    let layout =
        ChartLayout::new().set_offset(names, part(ABOVE)).set_dimensions(1.0 - names - MARGIN, 1.0 - part(ABOVE) - part(BELOW));
    chart.set_height(high).plot_area().set_layout(&layout);
    chart.y_axis().set_reverse().set_crossing(ChartAxisCrossing::Max).set_label_interval(1).set_font(&font(8));
    chart
        .x_axis()
        .set_name(axis)
        .set_name_font(&plain_font())
        .set_font(&font(9))
        .set_num_format(format)
        .set_major_gridlines_line(&grid());
}

fn filled(color: Color) -> ChartSolidFill {
    let mut fill = ChartSolidFill::new();
    fill.set_color(color);
    fill
}

fn grid() -> ChartLine {
    let mut line = ChartLine::new();
    line.set_color(Color::RGB(0xE3_E3_E3));
    line
}

fn font(size: u8) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_size(size);
    font
}

fn bold(size: u8) -> ChartFont {
    let mut font = font(size);
    font.set_bold();
    font
}

/// Names of axes are bold unless told otherwise.
fn plain_font() -> ChartFont {
    let mut font = font(9);
    font.unset_bold();
    font
}
