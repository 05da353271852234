//! An alert is followed through the tree as Alertmanager does it (`dispatch/route.go`): below a route that matches, children in
//! order until one matches that does not go on; the route itself only where no child did.

use crate::config::value::Duration;
use crate::model::{LabelMatch, Routing};

use super::{Chance, Labels, Matcher, Node, Origin, all_hold, root};

/// One way in which an alert is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub origin: Origin,
    /// A receiver of the file; missing: nobody.
    pub receiver: Option<String>,
    pub group_by: Vec<String>,
    pub group_wait: Duration,
    pub group_interval: Duration,
    pub repeat_interval: Duration,
    pub mute: Vec<String>,
    pub active: Vec<String>,
    /// Otherwise it depends on labels that only the series know.
    pub sure: bool,
}

/// What a route of the file says to an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Index of the route.
    pub route: usize,
    pub chance: Chance,
    /// The first matcher that does not hold, and the alert's value.
    pub refused: Option<(LabelMatch, String)>,
}

/// Times of a part of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    pub origin: Origin,
    pub group_interval: Duration,
    pub repeat_interval: Duration,
}

/// A tree of routes, its expressions compiled.
pub struct Tree {
    node: Node,
    matchers: Vec<Matcher>,
    children: Vec<Tree>,
}

/// What a node has from those above it.
#[derive(Clone, Default)]
struct Inherited {
    group_by: Vec<String>,
    group_wait: Duration,
    group_interval: Duration,
    repeat_interval: Duration,
}

impl Tree {
    /// The tree of a file's routing.
    pub fn new(routing: &Routing) -> Tree {
        Tree::compiled(root(routing))
    }

    fn compiled(mut node: Node) -> Tree {
        let children = std::mem::take(&mut node.children);
        Tree {
            matchers: Matcher::all(&node.matches),
            children: children.into_iter().map(Tree::compiled).collect(),
            node,
        }
    }

    /// Every way in which an alert with these labels is told, or may be.
    pub fn follow(&self, labels: &Labels) -> Vec<Delivery> {
        let mut out = Vec::new();
        self.visit(labels, &Inherited::default(), true, &mut out);
        out
    }

    /// What each route of the file says, up to the first that surely catches the alert.
    pub fn steps(&self, labels: &Labels) -> Vec<Step> {
        let mut steps = Vec::new();
        for child in &self.children {
            let Origin::Route(route) = child.node.origin else {
                continue;
            };
            let refused =
                child
                    .matchers
                    .iter()
                    .zip(&child.node.matches)
                    .find_map(|(matcher, written)| {
                        let value = labels.value(&matcher.label)?;
                        (!matcher.holds(value)).then(|| (written.clone(), value.to_owned()))
                    });
            let chance = all_hold(&child.matchers, labels);
            steps.push(Step {
                route,
                chance,
                refused,
            });
            if chance == Chance::Surely {
                break;
            }
        }
        steps
    }

    /// The times of every node, inherited ones filled in.
    pub fn times(&self) -> Vec<Times> {
        let mut out = Vec::new();
        self.collect_times(&Inherited::default(), &mut out);
        out
    }

    fn collect_times(&self, above: &Inherited, out: &mut Vec<Times>) {
        let own = self.inherited(above);
        out.push(Times {
            origin: self.node.origin,
            group_interval: own.group_interval,
            repeat_interval: own.repeat_interval,
        });
        for child in &self.children {
            child.collect_times(&own, out);
        }
    }

    fn inherited(&self, above: &Inherited) -> Inherited {
        let node = &self.node;
        Inherited {
            group_by: node
                .group_by
                .clone()
                .unwrap_or_else(|| above.group_by.clone()),
            group_wait: node.group_wait.unwrap_or(above.group_wait),
            group_interval: node.group_interval.unwrap_or(above.group_interval),
            repeat_interval: node.repeat_interval.unwrap_or(above.repeat_interval),
        }
    }

    fn visit(
        &self,
        labels: &Labels,
        above: &Inherited,
        sure: bool,
        out: &mut Vec<Delivery>,
    ) -> Chance {
        let chance = all_hold(&self.matchers, labels);
        if chance == Chance::Never {
            return chance;
        }
        let sure = sure && chance == Chance::Surely;
        let node = &self.node;
        let own = self.inherited(above);
        let mut caught = Chance::Never;
        // Whether none of the siblings before may have ended the search.
        let mut asked = true;
        for child in &self.children {
            let found = child.visit(labels, &own, sure && asked, out);
            caught = caught.max(found);
            if !child.node.goes_on && found == Chance::Surely {
                break;
            }
            asked &= child.node.goes_on || found == Chance::Never;
        }
        if caught != Chance::Surely {
            out.push(Delivery {
                origin: node.origin,
                receiver: node.receiver.clone(),
                group_by: own.group_by,
                group_wait: own.group_wait,
                group_interval: own.group_interval,
                repeat_interval: own.repeat_interval,
                mute: node.mute.clone(),
                active: node.active.clone(),
                sure: sure && caught == Chance::Never,
            });
        }
        chance
    }
}
