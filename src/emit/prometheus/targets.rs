//! `targets/<job>.yml`: the lists that grow with services.

use serde_json::{Value, json};

use crate::emit::{header, yaml};
use crate::model::{Job, Stack};

/// The targets of one job.
pub fn text(stack: &Stack, job: &Job) -> String {
    let groups: Vec<Value> = job
        .targets
        .iter()
        .map(|target| {
            if target.labels.is_empty() {
                json!({ "targets": target.addresses })
            } else {
                json!({ "targets": target.addresses, "labels": target.labels })
            }
        })
        .collect();
    yaml::to_string(
        &header(stack, &format!("Targets of the job {}.", job.name)),
        &groups,
    )
}
