//! The routing tree, printed.

use serde_json::{Map, Value, json};

use crate::config::value::print_duration;
use crate::model::Stack;
use crate::model::delivery::{self, Node};

use super::config::matchers;

/// The whole tree.
pub fn tree(stack: &Stack) -> Value {
    printed(&delivery::root(&stack.routing))
}

fn printed(node: &Node) -> Value {
    let mut keys = Map::new();
    keys.insert("receiver".into(), node.receiver_name().into());
    if node.goes_on {
        keys.insert("continue".into(), true.into());
    }
    if !node.matches.is_empty() {
        keys.insert("matchers".into(), matchers(&node.matches));
    }
    if let Some(group_by) = &node.group_by {
        keys.insert("group_by".into(), json!(group_by));
    }
    for (key, value) in [
        ("group_wait", node.group_wait),
        ("group_interval", node.group_interval),
        ("repeat_interval", node.repeat_interval),
    ] {
        if let Some(value) = value {
            keys.insert(key.into(), print_duration(value).into());
        }
    }
    for (key, names) in [
        ("mute_time_intervals", &node.mute),
        ("active_time_intervals", &node.active),
    ] {
        if !names.is_empty() {
            keys.insert(key.into(), json!(names));
        }
    }
    if !node.children.is_empty() {
        let routes: Vec<Value> = node.children.iter().map(printed).collect();
        keys.insert("routes".into(), routes.into());
    }
    keys.into()
}
