//! Values as people write them, and what they mean.

mod bytes;
mod date;
mod duration;
mod matcher;
mod one_or_many;
mod scalar;
mod secret;

pub use bytes::{Bytes, parse_bytes, print_bytes};
pub use date::Date;
pub use duration::{Duration, PATTERN as DURATION_PATTERN, parse_duration, print_duration};
pub use matcher::Match;
pub use one_or_many::OneOrMany;
pub use scalar::Scalar;
pub use secret::{Secret, SecretOrText};
