//! Inputs that are no .xlsx, told by their content and given back as fresh workbooks.

use crate::common::{cells, run, sample};
use std::path::Path;

fn fill(path: &Path, folder: &Path) -> crate::common::Ran {
    run(["fill".as_ref(), path.as_os_str(), "-o".as_ref(), folder.as_os_str(), "--format".as_ref(), "ndjson".as_ref()])
}

#[test]
fn a_text_table_comes_back_as_a_workbook_with_every_digit() {
    let folder = tempfile::tempdir().unwrap();
    let ran = fill(&sample("roster-minimal.csv"), folder.path());
    assert_ne!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("новой книгой .xlsx"), "{}", ran.stderr);
    let rows = ran.rows();
    assert!(rows.iter().any(|row| row["status"] == "filled"));
    let written = cells(&folder.path().join("roster-minimal.проверено.xlsx"), rows[0]["sheet"].as_str().unwrap());
    assert!(written.values().any(|text| text == "Статус"));
    let ids: Vec<String> = rows.iter().filter_map(|row| row["group_id"].as_u64()).map(|id| id.to_string()).collect();
    assert!(!ids.is_empty() && ids.iter().all(|id| written.values().any(|text| text == id)));
}

#[test]
fn a_text_table_in_any_encoding_and_with_any_separator_reads_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Организация;Ссылка на страницу ВК\nМБОУ СОШ № 5;https://vk.com/club5\n";
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let variants: [(&str, Vec<u8>); 5] = [
        ("utf8.csv", text.into()),
        ("bom.csv", format!("\u{feff}{text}").into()),
        ("utf16.csv", utf16),
        ("tabs.tsv", text.replace(';', "\t").into()),
        ("named-xlsx.xlsx", text.into()),
    ];
    for (name, bytes) in variants {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let ran = fill(&path, &folder.path().join("out"));
        let row = &ran.rows()[0];
        assert_eq!((row["group_id"].as_u64(), row["kind"].as_str()), (Some(5), Some("education")), "{name}");
    }
}

#[test]
fn a_web_page_named_xls_is_read_as_the_table_that_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("выгрузка.xls");
    let page = "<html><meta charset=utf-8><table><tr><th>Организация<th>Ссылка на страницу ВК</tr>\
        <tr><td>ГБУЗ «Районная больница»<td><a href=\"https://vk.com/club7\">Страница</a></tr></table></html>";
    std::fs::write(&path, page).unwrap();
    let ran = fill(&path, &folder.path().join("out"));
    assert_eq!(ran.rows()[0]["group_source"], "hyperlink", "{}", ran.stderr);
    assert_eq!(ran.rows()[0]["group_id"], 7);
}

#[test]
fn what_is_no_table_is_named_for_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, said) in [("a.xlsx", &b"%PDF-1.7\n"[..], "PDF"), ("b.xls", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "картинка")]
    {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let ran = fill(&path, folder.path());
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
}
