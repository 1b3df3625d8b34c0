//! What the worker of `gospub.html` calls: files go in, one request as JSON, and out come lines of JSON and files.
//!
//! The only crate with `unsafe`: bytes cross the border of WebAssembly as addresses and lengths. What is decided about rows is decided in
//! the library; here are only its words for the page.

mod answer;
mod border;
mod work;

use gospub::Input;
use std::cell::RefCell;

thread_local! {
    /// The files that were handed over, in their order.
    static FILES: RefCell<Vec<Input>> = const { RefCell::new(Vec::new()) };
}

/// Room for so many bytes that the page is about to hand over.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    border::room(length)
}

/// Takes a file over: its name and its bytes, each in a [`room`] of its own.
///
/// # Safety
/// Both were made by [`room`] for these lengths, are filled, and are not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn file(name: *mut u8, name_length: usize, bytes: *mut u8, length: usize) {
    // SAFETY: as the caller promises.
    let (name, bytes) = unsafe { (border::take(name, name_length), border::take(bytes, length)) };
    let name = String::from_utf8_lossy(&name).into_owned();
    FILES.with_borrow_mut(|files| files.push(Input::in_memory(name, bytes)));
}

/// Does what a request says with the files; they stay for the next one.
///
/// # Safety
/// The request was made by [`room`] for this length, is filled, and is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn run(request: *mut u8, length: usize) {
    // SAFETY: as the caller promises.
    let request = unsafe { border::take(request, length) };
    let request = serde_json::from_slice(&request).expect("the page writes requests as they are read");
    FILES.with_borrow(|files| work::run(request, files));
}
