#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| monc_fuzz::taken(bytes, monc_fuzz::Sort::Rules));
