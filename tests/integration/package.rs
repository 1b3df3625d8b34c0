//! The returned workbook is the sender's own package: only what the annotation forces is changed.

use crate::common::{parts, run, sample};

/// Parts that annotating one sheet may change; every other part comes back byte by byte.
fn may_change(name: &str) -> bool {
    name == "[Content_Types].xml"
        || name == "xl/workbook.xml"
        || name == "xl/_rels/workbook.xml.rels"
        || name == "xl/styles.xml"
        || name == "docProps/app.xml"
        || name.starts_with("xl/worksheets/")
}

#[test]
fn parts_that_the_annotation_does_not_touch_come_back_byte_by_byte() {
    let folder = tempfile::tempdir().unwrap();
    run(["fill".as_ref(), sample("roster.xlsx").as_os_str(), "-o".as_ref(), folder.path().as_os_str()]);
    let (before, after) = (parts(&sample("roster.xlsx")), parts(&folder.path().join("roster.проверено.xlsx")));
    let mut untouched = 0;
    for (name, bytes) in &before {
        let written = after.get(name).unwrap_or_else(|| panic!("{name} is gone"));
        if !may_change(name) {
            assert!(bytes == written, "{name} has changed");
            untouched += 1;
        }
    }
    assert!(untouched >= 3, "only {untouched} parts to compare");
}

#[test]
fn cells_of_the_sender_keep_their_values() {
    let folder = tempfile::tempdir().unwrap();
    run(["fill".as_ref(), sample("roster.xlsx").as_os_str(), "-o".as_ref(), folder.path().as_os_str()]);
    let output = folder.path().join("roster.проверено.xlsx");
    let header = crate::common::cells(&sample("roster.xlsx"), "Реестр");
    let links: Vec<u32> = header
        .iter()
        .filter(|(_, text)| text.contains("мини-приложение") || text.contains("ПОС"))
        .map(|((_, column), _)| *column)
        .collect();
    for sheet in ["Реестр", "Справочник"] {
        let (before, after) = (crate::common::cells(&sample("roster.xlsx"), sheet), crate::common::cells(&output, sheet));
        for (at, text) in before {
            // A word for nothing in a link column gives way to the link.
            if !links.contains(&at.1) {
                assert_eq!(after.get(&at), Some(&text), "{sheet} {at:?}");
            }
        }
    }
}

#[test]
fn a_result_that_is_compressed_harder_is_smaller_and_has_the_same_parts() {
    for name in ["roster.xlsx", "roster-minimal.csv"] {
        let folder = tempfile::tempdir().unwrap();
        let [fast, best] = ["fast", "best"].map(|how| {
            let out = folder.path().join(how);
            let input = sample(name);
            run(["fill".as_ref(), input.as_os_str(), "-o".as_ref(), out.as_os_str(), "--compress".as_ref(), how.as_ref()]);
            out.join(name).with_extension("проверено.xlsx")
        });
        let size = |path: &std::path::Path| std::fs::metadata(path).unwrap().len();
        assert!(size(&best) < size(&fast), "{name}");
        assert!(parts(&best) == parts(&fast), "{name}");
    }
}
