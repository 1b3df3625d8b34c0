//! Looks at what is typed, as data validation: the same formulas are understood by Excel, LibreOffice and Р7.

use super::skeleton::place;
use crate::table::form::Check;
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Formula, Worksheet, XlsxError};

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
