#![no_main]

use monc::foreign::compose::{Variables, load};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes).into_owned();
    // Whatever it includes or extends is the file itself.
    let mut read = |_: &str| Ok(text.clone());
    let files = ["compose.yaml".to_owned()];
    let _ = load(&files, "app", &Variables::new(), &mut read);
});
