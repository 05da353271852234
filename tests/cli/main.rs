//! The built binary: exit codes, streams, formats, discovery, stdin, writing and drift.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod build;
mod capacity;
mod check;
mod detect;
mod diff;
mod environments;
mod init;
mod knowledge;
mod layers;
mod route;
mod running;
