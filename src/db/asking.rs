//! For whom this thread works: lines of the log about the file name the request, as all the others do.

use std::cell::RefCell;

thread_local! {
    static REQUEST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Takes the name away again, also when the work panics.
struct Until;

impl Drop for Until {
    fn drop(&mut self) {
        REQUEST.with_borrow_mut(Option::take);
    }
}

/// Does the work of a request.
pub fn within<T>(request: String, work: impl FnOnce() -> T) -> T {
    REQUEST.set(Some(request));
    let _until = Until;
    work()
}

/// The request that the thread works for; none for a job.
pub(super) fn request() -> Option<String> {
    REQUEST.with_borrow(Option::clone)
}
