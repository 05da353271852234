//! How each alert reaches a person: alerts, labels and routes are a finite set, so every alert is followed through the tree of
//! routes as Alertmanager follows it, and every pair of alerts through what holds what back.

mod alert;
mod calendar;
mod follow;
mod inhibiting;
mod matcher;
mod soon;
mod telling;
mod tree;
mod vocabulary;

pub use alert::Alert;
pub use calendar::{Day, Moment, minutes_of_the_week};
pub use follow::{Delivery, Step, Times, Tree};
pub use inhibiting::{Inhibiting, Pair};
pub use matcher::{Chance, Labels, Matcher, all_hold};
pub use soon::Soon;
pub use telling::{Telling, Tellings};
pub use tree::{Node, Origin, root};
pub use vocabulary::vocabulary;
