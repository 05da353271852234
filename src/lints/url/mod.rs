//! URLs of web pages and of web services.

pub mod not_http;
