//! The label `team` of alerts that became thresholds: it goes to the service that they are about, whose alerts carry it then.

use std::collections::{BTreeMap, BTreeSet};

use crate::escape::toml;

use super::rules::Rule;
use super::told::Told;
use super::watched::Watched;

/// What alerts say of the team of each service.
#[derive(Debug, Default)]
pub struct Teams(BTreeMap<usize, Vec<(String, String)>>);

impl Teams {
    /// Notes the team of an alert; `false`: it has none, or it is about no service or several.
    pub fn says(&mut self, rule: &Rule, about: &[usize]) -> bool {
        let (Some(team), [one]) = (rule.labels.get("team"), about) else {
            return false;
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if team.is_empty() || !team.chars().all(plain) {
            return false;
        }
        let said = (team.to_lowercase(), rule.shown());
        self.0.entry(*one).or_default().push(said);
        true
    }

    /// Gives each service the team that all of its alerts name.
    pub fn give(self, services: &mut [Watched], told: &mut Told) {
        for (at, said) in self.0 {
            let Some(service) = services.get_mut(at) else {
                continue;
            };
            let teams: BTreeSet<&String> = said.iter().map(|(team, _)| team).collect();
            let mut all = teams.into_iter();
            let one = all.next().filter(|_| all.next().is_none());
            if service.team.is_none() {
                service.team = one.cloned();
            }
            for (team, alert) in &said {
                let what = format!("label `team` of alert {alert}");
                if service.team.as_ref() == Some(team) {
                    let into = format!("services.{}: team = {}", service.name, toml::string(team));
                    told.became(what, into);
                } else {
                    let why = "alerts of one service name several teams, and a service has one";
                    told.dropped(what, why.to_owned());
                }
            }
        }
    }
}
