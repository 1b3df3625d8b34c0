//! Looks at what is typed, as data validation and conditional formats: the same formulas are understood by Excel, LibreOffice and Р7.

use super::look;
use super::skeleton::place;
use crate::table::form::{Check, Green};
use rust_xlsxwriter::{ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, Formula, Worksheet, XlsxError};

/// Puts checks on a sheet.
pub(super) fn put(worksheet: &mut Worksheet, checks: &[Check]) -> Result<(), XlsxError> {
    for check in checks {
        let ((row, column), (last_row, last_column)) = (place(check.area.first), place(check.area.last));
        let validation = DataValidation::new()
            .allow_custom(Formula::new(&check.formula))
            .set_input_message(&check.hint)?
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_message(&check.warning)?;
        worksheet.add_data_validation(row, column, last_row, last_column, &validation)?;
    }
    Ok(())
}

/// Puts on a sheet what turns cells green.
pub(super) fn put_greens(worksheet: &mut Worksheet, greens: &[Green]) -> Result<(), XlsxError> {
    for green in greens {
        let ((row, column), (last_row, last_column)) = (place(green.area.first), place(green.area.last));
        let format = ConditionalFormatFormula::new().set_rule(Formula::new(&green.formula)).set_format(look::green());
        worksheet.add_conditional_format(row, column, last_row, last_column, &format)?;
    }
    Ok(())
}
