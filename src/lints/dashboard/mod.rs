//! Dashboards that people already have, with places in their own files.

mod board;
mod query;

pub mod angular;
pub mod counter_raw;
pub mod fixed_window;
pub mod id_set;
pub mod input_left;
pub mod no_query;
pub mod no_title;
pub mod no_unit;
pub mod not_json;
pub mod overlap;
pub mod removed_panel;
pub mod source_by_name;
pub mod syntax;
pub mod uid;
pub mod unknown_metric;
pub mod unknown_source;
pub mod unknown_variable;
pub mod unused_variable;

use crate::diagnostic::Place;
use crate::source::Node;

pub use board::{Board, boards};

/// The place of a value in its own file.
fn at(node: &Node) -> Place {
    Place::At(node.span)
}
