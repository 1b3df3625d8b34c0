//! Bytes across the border of WebAssembly.

#[link(wasm_import_module = "page")]
unsafe extern "C" {
    /// The page takes lines of JSON, each with its end.
    #[link_name = "lines"]
    fn page_lines(text: *const u8, length: usize);
    /// The page takes a file that was made.
    #[link_name = "made"]
    fn page_made(name: *const u8, name_length: usize, bytes: *const u8, length: usize);
}

pub(crate) fn room(length: usize) -> *mut u8 {
    Box::into_raw(vec![0; length].into_boxed_slice()).cast()
}

/// Takes back what [`room`] has given.
///
/// # Safety
/// `bytes` was given by [`room`] for this length, once.
pub(crate) unsafe fn take(bytes: *mut u8, length: usize) -> Vec<u8> {
    // SAFETY: a boxed slice of this length was turned into this address.
    unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(bytes, length)) }.into_vec()
}

/// Hands lines of JSON over.
pub(crate) fn lines(text: &str) {
    // SAFETY: the page reads so many bytes at the address and keeps neither.
    unsafe { page_lines(text.as_ptr(), text.len()) }
}

/// Hands a file over.
pub(crate) fn made(name: &str, bytes: &[u8]) {
    // SAFETY: as above.
    unsafe { page_made(name.as_ptr(), name.len(), bytes.as_ptr(), bytes.len()) }
}
