//! `[routing]`.

pub mod late;
pub mod mutes_critical;
pub mod no_watchdog;
pub mod nobody;
pub mod repeat_not_a_multiple;
pub mod repeat_too_long;
pub mod repeat_too_short;

use std::collections::BTreeSet;

use crate::config::value::Duration;
use crate::diagnostic::Path;
use crate::model::Stack;
use crate::model::delivery::{Origin, Tree};

/// Repeat intervals that the file sets and that are `wrong`, each place once.
fn repeat_intervals(stack: &Stack, wrong: impl Fn(Duration) -> bool) -> Vec<(Path, Duration)> {
    let mut said: BTreeSet<Path> = BTreeSet::new();
    Tree::new(&stack.routing)
        .times()
        .into_iter()
        .filter(|times| wrong(times.repeat_interval))
        .filter_map(|times| {
            let place = place_of(stack, times.origin, &["repeat_interval"])?;
            said.insert(place.clone())
                .then_some((place, times.repeat_interval))
        })
        .collect()
}

/// Where the file sets one of the times of a part of the tree: the route, else `[routing]`; of the keys the first that is there.
fn place_of(stack: &Stack, origin: Origin, keys: &[&str]) -> Option<Path> {
    let routing = &stack.routing;
    let route = match origin {
        Origin::Watchdog => return None,
        Origin::Root => None,
        Origin::Route(index) => routing.routes.get(index),
    };
    let first = |interval: bool, repeat: bool| {
        keys.iter().find(|key| match **key {
            "group_interval" => interval,
            _ => repeat,
        })
    };
    let of_route = route.and_then(|route| {
        let key = first(
            route.group_interval.is_some(),
            route.repeat_interval.is_some(),
        )?;
        Some(route.path.key(key))
    });
    of_route.or_else(|| {
        let key = first(
            routing.group_interval.is_some(),
            routing.repeat_interval.is_some(),
        )?;
        Some(Path::of(&["routing", key]))
    })
}
