//! «Исправить»: the rows, each cell as the roster has it, and what is to be done.

use super::{Handout, Survey, asked, checks, columns, place_sheet, was};
use crate::annotate::{self, Said};
use crate::entry::Entry;
use crate::handback::{FIX_SHEET, HandedRow, KEY_HEADER, OwnSums, explanation_header};
use crate::pipeline::{Status, Verdict};
use crate::record::{TextCell, text_of};
use crate::report::{counted, status_mark, status_word};
use crate::table::RowId;
use crate::table::column::{ColumnRole, OwnRole, WAS_HEADER};
use crate::table::edit::{Look, Mark};
use crate::table::form::{Choice, FormCell, FormContent, FormRows, FormSheet};
use crate::table::sheet::{Area, CellRef, Column};
use crate::words::Advice;
use std::borrow::Cow;

/// The row of the headers, below the title block, and the first row under it.
const HEADER_ROW: u32 = 5;
pub(super) const FIRST_ROW: u32 = HEADER_ROW + 1;
/// Blank rows below, for organisations that the roster lacks.
pub(super) const NEW_ROWS: u32 = 5;
/// What stands right of the roster's own columns; a hidden column with the key of the row follows.
const OWN: [OwnRole; 4] = [OwnRole::Status, OwnRole::Problem, OwnRole::Advice, OwnRole::Explanation];

/// Their widths, and that of the key.
const OWN_WIDTHS: [f64; 5] = [13.0, 44.0, 44.0, 26.0, 22.0];

/// A row as it is shown.
pub(super) struct ShownRow<'h> {
    /// The verdict.
    pub(super) verdict: Verdict<'h>,
    /// What is said of its findings, by the cells of the workbook.
    pub(super) said: Vec<Said>,
    /// The cells of the handed-out columns.
    pub(super) cells: Vec<ShownCell>,
    /// How many lines «Что разместить» has on its page.
    pub(super) items: usize,
    /// What gospub's own columns say of it, in the order of [`OwnSums::ROLES`].
    own: [String; 3],
    explanation: String,
    handed: HandedRow,
}

/// A cell of a handed-out column.
#[derive(Debug, Default)]
pub(super) struct ShownCell {
    pub(super) text: String,
    target: Option<String>,
    mark: Option<Mark>,
    asked: bool,
}

impl ShownRow<'_> {
    /// How many of its cells are marked.
    pub(super) fn marked(&self) -> usize {
        self.cells.iter().filter(|cell| cell.is_marked()).count()
    }

    /// How many of its cells are marked as errors.
    pub(super) fn wrong(&self) -> usize {
        self.cells.iter().filter(|cell| cell.is_wrong()).count()
    }

    /// Whether somebody has explained it.
    pub(super) fn is_explained(&self) -> bool {
        !self.explanation.is_empty()
    }

    /// What the workbook's origin keeps of the row.
    pub(super) fn handed(self) -> HandedRow {
        let asked = self.cells.iter().enumerate().filter(|(_, cell)| cell.asked).map(|(index, _)| index).collect();
        let own = OwnSums::of(self.own.each_ref().map(String::as_str));
        let base = self.cells.into_iter().map(|cell| cell.text).collect();
        HandedRow { asked, base, explanation: self.explanation, own: Some(own), ..self.handed }
    }
}

impl<'h> Handout<'h> {
    /// The row at an index of the handout.
    pub(super) fn shown_row(&self, index: usize) -> ShownRow<'h> {
        let at = self.rows[index];
        let verdict = self.rosters.run.verdict(at);
        let cells = self.shown_cells(at, &verdict);
        let row = verdict.entry.record.row();
        let said = annotate::words(&verdict.findings, &self.places(at.table()));
        let handed = HandedRow {
            key: self.rosters.keys[at.table()][at.position()],
            source: self.source_of(at),
            row,
            asked: Vec::new(),
            explanation: String::new(),
            own: None,
            base: Vec::new(),
        };
        let explanation = verdict.entry.record.own(OwnRole::Explanation).text.into_owned();
        let items = place_sheet::count(&verdict, self.rosters.run.settings());
        let own = own_words(&verdict, &said);
        ShownRow { verdict, said, cells, items, own, explanation, handed }
    }

    fn shown_cells(&self, at: RowId, verdict: &Verdict<'_>) -> Vec<ShownCell> {
        let table = &self.rosters.run.sources()[at.table()].table;
        let (source, entry) = (self.source_of(at), &verdict.entry);
        let asked = asked::cells(verdict);
        let shown = self.columns.iter().map(|handed| {
            let Some(column) = handed.columns[source] else { return ShownCell::default() };
            let mark = asked.get(&CellRef::new(entry.record.row(), column));
            let asked = mark.is_some();
            let mark = mark.copied().flatten();
            let Some(role) = handed.role else {
                let text = text_of(table.value(&table.row(at.position()), column)).into_owned();
                return ShownCell { text, target: None, mark, asked };
            };
            let cell = entry.record.get(role);
            match entry.filled(role) {
                Some(link) if !asked => {
                    ShownCell { text: link.to_owned(), target: Some(link.to_owned()), mark: Some(Mark::Filled), asked }
                }
                _ => ShownCell { text: shown_text(&cell, asked), target: target(&cell, role, asked), mark, asked },
            }
        });
        shown.collect()
    }

    /// The row of the sheet.
    pub(super) fn line<'r>(&self, row: &'r ShownRow<'_>) -> Vec<FormCell<'r>> {
        let ShownRow { verdict, cells, own, explanation, handed, .. } = row;
        let plain = |text: &'r str| FormCell::text(text, Look::Plain);
        let mut line = Vec::with_capacity(2 * cells.len() + OWN.len() + 1);
        line.extend(cells.iter().map(ShownCell::form));
        let look = status_mark(verdict.status).map_or(Look::Plain, Look::Marked);
        let [status, problems, advice] = own;
        line.push(FormCell::text(status, look));
        line.push(plain(problems));
        line.push(plain(advice));
        line.push(FormCell { entry: true, ..plain(explanation) });
        line.push(FormCell::text(handed.key.to_string(), Look::Plain));
        line.extend(was::cells(cells));
        line
    }

    /// The last row that is handed out.
    fn last_row(&self) -> u32 {
        HEADER_ROW + self.rows.len() as u32
    }

    fn title_block(&self, survey: &Survey) -> Vec<Vec<FormCell<'static>>> {
        let summary = &survey.summary;
        let with = |status| summary.with(status);
        let mut totals = vec![
            counted(summary.rows, "строка", "строки", "строк"),
            format!("с ошибками: {}", with(Status::Error)),
            format!("проверить: {}", with(Status::Warning)),
            format!("в порядке: {}", with(Status::Ok) + with(Status::Filled)),
        ];
        if with(Status::Unverified) > 0 {
            totals.insert(3, format!("не сверено: {}", with(Status::Unverified)));
        }
        if self.left_out > 0 {
            totals.push(format!("в порядке и не показаны: {}", self.left_out));
        }
        let sources = self.sources.iter().map(|&source| &self.rosters.sources[source]);
        let from: Vec<String> = sources.map(|source| format!("«{}», лист «{}»", source.file, source.sheet)).collect();
        let facts = format!("{}. Дата: {}. Из реестра {}.", totals.join(", "), self.date.by_day(), from.join("; "));
        let how = "Исправьте красные и жёлтые ячейки, голубые заполните, если нужно; остальные закрыты от случайных правок. Исправленная \
                   ячейка становится зелёной. Если замечание не подходит, напишите почему в столбце «Пояснение». Организацию, которой нет в \
                   списке, впишите в пустые строки под таблицей. Затем сохраните файл и верните его тому, кто прислал. Подробнее — на \
                   листе «Инструкция».";
        vec![
            vec![FormCell::text(self.name.to_owned(), Look::Title)],
            vec![FormCell::text(facts, Look::Plain)],
            vec![FormCell::text(how, Look::Plain)],
            vec![was::left(self.columns.len(), self.last_row(), [survey.unexplained, survey.marked])],
        ]
    }
}

/// The widths of the columns, at the widest.
pub(super) fn widest(handout: &Handout<'_>) -> Vec<f64> {
    let widths = || handout.columns.iter().map(|column| columns::widest(column) as f64);
    widths().chain(OWN_WIDTHS).chain(widths()).collect()
}

/// A row for an organisation that the roster lacks.
pub(super) fn new_row(handout: &Handout<'_>) -> Vec<FormCell<'static>> {
    let entry = FormCell { entry: true, ..FormCell::blank() };
    let own = OWN.map(|role| if role == OwnRole::Explanation { entry.clone() } else { FormCell::blank() });
    handout.columns.iter().map(|_| entry.clone()).chain(own).collect()
}

/// The sheet, but for the lines of the rows.
pub(super) fn build(handout: &Handout<'_>, survey: &Survey) -> FormSheet<'static> {
    let headers = handout.columns.iter().map(|column| column.header.as_str());
    let headers = headers.chain(OWN.map(|role| if role == OwnRole::Explanation { explanation_header() } else { role.header() }));
    let was = handout.columns.iter().map(|column| format!("{WAS_HEADER}{}", column.header));
    let header: Vec<FormCell<'static>> = headers.chain([KEY_HEADER]).map(str::to_owned).chain(was).map(heading).collect();
    let mut widths: Vec<f64> = Vec::with_capacity(header.len());
    let longest = survey.longest.iter().copied().chain(std::iter::repeat(0));
    widths.extend(handout.columns.iter().zip(longest).map(|(column, longest)| columns::width(column, longest)));
    widths.extend(OWN_WIDTHS);
    let key = handout.columns.len() + OWN.len();
    widths.extend_from_within(..handout.columns.len());
    let shown = Column::new(key - 1).unwrap_or_default();
    let last = Column::new(header.len() - 1).unwrap_or(Column::LAST);
    let last_row = handout.last_row();
    let header_length = header.len();
    let rows: FormRows<'static> = Box::new(handout.title_block(survey).into_iter().chain([header]));
    FormSheet {
        hidden_columns: (key..header_length).filter_map(Column::new).collect(),
        frozen_rows: HEADER_ROW,
        repeated_rows: Some(HEADER_ROW..=HEADER_ROW),
        filter: Some(Area { first: CellRef::new(HEADER_ROW, Column::FIRST), last: CellRef::new(last_row, last) }),
        reach: Some(shown),
        framed: true,
        protected: true,
        choices: choices(handout, last_row + NEW_ROWS),
        checks: checks::of(&handout.columns, FIRST_ROW, last_row + NEW_ROWS),
        greens: was::greens(&handout.columns, last_row),
        footer: format!("{}, {}", handout.name, handout.date.by_day()),
        ..FormSheet::new(FIX_SHEET, widths, rows)
    }
}

fn heading(text: String) -> FormCell<'static> {
    FormCell::text(text, Look::Heading)
}

fn choices(handout: &Handout<'_>, last_row: u32) -> Vec<Choice> {
    let offered = (0..).map_while(Column::new).zip(&handout.columns).filter_map(|(at, column)| {
        let values = handout.rosters.choices.get(column.role?)?;
        Some((at, column, values))
    });
    let choice = offered.map(|(at, column, offered)| Choice {
        area: Area { first: CellRef::new(FIRST_ROW, at), last: CellRef::new(last_row, at) },
        values: offered.values.clone(),
        refusal: offered.complete.then(|| {
            let header: String = column.header.chars().take(100).collect();
            format!("Столбец «{header}»: выберите значение из списка.")
        }),
    });
    choice.collect()
}

/// Whether a row has a page that something could be placed on.
pub(super) fn is_placed(entry: &Entry<'_>) -> bool {
    entry.is_of_pages() && entry.lawful_reason().is_none() && entry.has_page()
}

/// The text of a cell. Where people type, what stands behind the text stands in its place: it could not be corrected otherwise.
fn shown_text(cell: &TextCell<'_>, asked: bool) -> String {
    let text = if asked || cell.text.is_empty() { cell.link_text().unwrap_or(&cell.text) } else { &cell.text };
    text.trim().to_owned()
}

/// Where a cell to read leads. A cell to correct leads nowhere: Excel would keep the old target behind the new text.
fn target(cell: &TextCell<'_>, role: ColumnRole, asked: bool) -> Option<String> {
    let links = role.is_evidence() || matches!(role, ColumnRole::PosMessages | ColumnRole::PosPolls | ColumnRole::Site);
    let own = || Some(&*cell.text).filter(|text| links && !text.contains(char::is_whitespace) && text.contains(['/', '.']));
    cell.target.as_deref().or_else(own).filter(|_| !asked).map(str::to_owned)
}

/// What gospub's own columns say of a row, in the order of [`OwnSums::ROLES`].
fn own_words(verdict: &Verdict<'_>, said: &[Said]) -> [String; 3] {
    [status_word(verdict.status).to_owned(), annotate::problems(&verdict.entry, said), advice(said).join("\n")]
}

/// «Что сделать», a line an advice: with its cell where there are several, and with the right value where that is certain.
fn advice(said: &[Said]) -> Vec<String> {
    let mut given: Vec<(CellRef, String)> = Vec::new();
    for said in said.iter().filter(|said| said.severity.is_problem()) {
        let Some(Advice { text, replacement }) = &said.words.advice else { continue };
        let mut text = text.clone();
        if let Some(value) = replacement.as_ref().filter(|value| !text.contains(value.as_str())) {
            text = format!("{text} Верное значение: {value}");
        }
        if !given.iter().any(|(_, known)| *known == text) {
            given.push((said.cell, text));
        }
    }
    let several = given.len() > 1;
    given.into_iter().map(|(cell, text)| if several { format!("{cell}: {text}") } else { text }).collect()
}

impl ShownCell {
    /// Whether something is wrong with it that whoever gets it can mend.
    pub(super) fn is_marked(&self) -> bool {
        self.asked && self.mark.is_some()
    }

    /// Whether that is an error.
    pub(super) fn is_wrong(&self) -> bool {
        self.asked && self.mark == Some(Mark::Error)
    }

    fn form(&self) -> FormCell<'_> {
        let text = Cow::from(&self.text);
        let content = match &self.target {
            _ if text.is_empty() => FormContent::Blank,
            Some(target) => FormContent::Link { text, target: target.into() },
            None => FormContent::Text(text),
        };
        FormCell { entry: self.asked, ..FormCell::new(content, self.mark.map_or(Look::Plain, Look::Marked)) }
    }
}
