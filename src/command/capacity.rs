//! `monc capacity`: series, samples, disk and memory, by service and in all.

use serde_json::json;

use crate::cli::{Capacity as Options, ListFormat};
use crate::error::Error;
use crate::model::Capacity;
use crate::source::Sources;

use super::{Outcome, Project, Table, Terminal};

pub fn run(options: &Options, terminal: &Terminal) -> Result<Outcome, Error> {
    let mut sources = Sources::default();
    let project = Project::open(
        options.file.as_deref(),
        options.environment.as_deref(),
        &mut sources,
        terminal,
    )?;
    if let Some(stack) = &project.stack {
        let capacity = Capacity::of(stack, project.catalog());
        let table = table(&capacity);
        match options.format {
            ListFormat::Json => {
                let value = json!({
                    "services": table.values(),
                    "targets": capacity.total.targets,
                    "scraped_series": capacity.total.scraped,
                    "recorded_series": capacity.total.recorded,
                    "samples_per_second": rounded(capacity.total.samples_per_second),
                    "retention_seconds": capacity.retention.map(|time| time.milliseconds / 1000),
                    "retention_bytes": stack.retention_size.map(|size| size.0),
                    "retention_bytes_last_seconds": stack.retention_size.map(|size| capacity.kept(size.0).round()),
                    "disk_bytes": capacity.disk.map(f64::round),
                    "memory_bytes": capacity.memory.round(),
                });
                terminal.print(&format!("{value:#}\n"))?;
            }
            ListFormat::Human => {
                table.print(terminal, ListFormat::Human, "nothing is scraped")?;
                terminal.print(&words(&capacity, stack.retention_size.map(|size| size.0)))?;
            }
        }
    }
    Ok(project.outcome_of_view(terminal))
}

fn table(capacity: &Capacity) -> Table {
    let mut table = Table::new(&["service", "targets", "series", "recorded", "samples/s"]);
    for (service, share) in &capacity.services {
        table.row([
            service.as_str().into(),
            share.targets.into(),
            share.scraped.into(),
            share.recorded.into(),
            rounded(share.samples_per_second).into(),
        ]);
    }
    table
}

/// What it comes to, for a person.
fn words(capacity: &Capacity, size: Option<u64>) -> String {
    let total = &capacity.total;
    let mut out = format!(
        "\nin all: {} series of {} targets and {} recorded ones, {} samples/s\n",
        total.scraped,
        total.targets,
        total.recorded,
        rounded(total.samples_per_second)
    );
    if let (Some(time), Some(disk)) = (capacity.retention, capacity.disk) {
        out.push_str(&format!("disk:   {} for {time} of metrics\n", shown(disk)));
    }
    if let Some(size) = size {
        let days = capacity.kept(size) / 86_400.0;
        out.push_str(&format!(
            "        {} are full after {days:.1} days\n",
            shown(size as f64)
        ));
    }
    out.push_str(&format!(
        "memory: {}, for a short time twice as much\n",
        shown(capacity.memory)
    ));
    out.push_str("An estimate from what each kind was seen to give; disk within a third.\n");
    out
}

fn rounded(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

fn shown(bytes: f64) -> String {
    const MIB: f64 = 1024.0 * 1024.0;
    if bytes >= 1024.0 * MIB {
        format!("{:.1} GiB", bytes / (1024.0 * MIB))
    } else {
        format!("{:.0} MiB", (bytes / MIB).ceil())
    }
}
