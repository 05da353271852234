//! A file from its text to its shape, with the files that it includes, as it is in the base or in one environment.

mod part;
mod relocated;
mod view;
mod written;

pub use part::{Part, Shape};
pub use view::Document;
pub use written::Written;
