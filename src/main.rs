//! The binary: everything is in the library.

use std::process::ExitCode;

/// Findings, labels and rules are many small strings.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    monc::command::main()
}
