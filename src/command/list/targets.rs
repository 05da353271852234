//! `monc list targets`: what Prometheus scrapes.

use crate::command::Table;
use crate::model::Stack;

pub fn table(stack: &Stack) -> Table {
    let mut table = Table::new(&["job", "service", "address", "path", "interval", "timeout"]);
    for job in &stack.jobs {
        for target in &job.targets {
            let addresses = match target.labels.get("__param_target") {
                Some(asked) => vec![asked.clone()],
                None => target.addresses.clone(),
            };
            let path = target.labels.get("__metrics_path__");
            table.row([
                job.name.as_str().into(),
                target.service.as_str().into(),
                addresses.into(),
                path.unwrap_or(&job.metrics_path).as_str().into(),
                job.interval.to_string().into(),
                job.timeout.to_string().into(),
            ]);
        }
    }
    table
}
