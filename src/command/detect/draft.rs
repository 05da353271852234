//! A dialect for an app whose names are nobody's.

use super::exposition::Exposition;
use super::fit::runtime;

/// Names under which libraries keep the status.
const STATUS: [&str; 10] = [
    "status",
    "status_code",
    "code",
    "http_status",
    "http_status_code",
    "http_response_status_code",
    "statusCode",
    "response_code",
    "http_code",
    "statuscode",
];

/// What a page says of its HTTP metrics.
#[derive(Debug, PartialEq, Eq)]
pub struct Draft {
    pub requests: String,
    pub status: String,
    /// Without `_bucket`.
    pub duration: Option<String>,
    pub runtime: Option<&'static str>,
    /// The histogram counts milliseconds, which a dialect of the file cannot say.
    pub milliseconds: bool,
}

/// The names, if there is a counter with a status.
pub fn draft(page: &Exposition) -> Option<Draft> {
    let with_status = |name: &String| {
        let label = STATUS
            .iter()
            .find(|label| holds_status(page, name, label))?;
        Some((name.clone(), (*label).to_owned()))
    };
    // `_count` of a histogram that has the status counts as well as a counter of its own.
    let counters = || page.metrics.keys().filter(|name| name.ends_with("_total"));
    let counts = || page.metrics.keys().filter(|name| name.ends_with("_count"));
    let (requests, status) = counters()
        .chain(counts())
        .filter(|name| is_of_requests(name))
        .find_map(with_status)
        .or_else(|| counters().chain(counts()).find_map(with_status))?;
    let histograms: Vec<&str> = page
        .metrics
        .keys()
        .filter_map(|name| name.strip_suffix("_bucket"))
        .filter(|name| is_of_time(name))
        .collect();
    let own = requests.strip_suffix("_count");
    let duration = histograms
        .iter()
        .find(|name| own == Some(**name))
        .or_else(|| histograms.iter().find(|name| is_of_requests(name)))
        .map(|name| (*name).to_owned());
    let milliseconds = duration
        .as_ref()
        .is_some_and(|name| name.ends_with("_ms") || name.contains("milliseconds"));
    Some(Draft {
        requests,
        status,
        duration: duration.filter(|_| !milliseconds),
        runtime: runtime(page),
        milliseconds,
    })
}

impl Draft {
    /// The table as it stands in the file.
    pub fn toml(&self) -> String {
        let mut text = format!(
            "[dialects.own]\nrequests = \"{}\"\nstatus = \"{}\"\n",
            self.requests, self.status
        );
        if let Some(duration) = &self.duration {
            text.push_str(&format!("duration = \"{duration}\"\n"));
        }
        if let Some(runtime) = self.runtime {
            text.push_str(&format!("runtime = \"{runtime}\"\n"));
        }
        text.push_str(
            "\n[services.my_app]\nkind = \"http\"\ndialect = \"own\"\naddress = \"my_app:8080\"\n",
        );
        text
    }
}

fn holds_status(page: &Exposition, name: &str, label: &str) -> bool {
    let values = page.metrics.get(name).and_then(|labels| labels.get(label));
    let is_status = |value: &String| {
        let mut bytes = value.bytes();
        let class = bytes
            .next()
            .is_some_and(|byte| (b'1'..=b'5').contains(&byte));
        class && value.len() == 3 && bytes.all(|byte| byte.is_ascii_digit() || byte == b'x')
    };
    values.is_some_and(|values| values.iter().any(is_status))
}

fn is_of_requests(name: &str) -> bool {
    name.contains("http") || name.contains("request") || name.contains("response")
}

fn is_of_time(name: &str) -> bool {
    ["seconds", "duration", "latency", "_time", "_ms"]
        .iter()
        .any(|word| name.contains(word))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Exposition, draft};

    #[test]
    fn own_names_become_a_dialect() {
        let page = Exposition::read(
            "shop_http_total{code=\"200\",path=\"/\"} 3\nshop_http_total{code=\"503\",path=\"/\"} 1\n\
             shop_http_time_seconds_bucket{le=\"1\"} 4\nshop_http_time_seconds_count 4\npython_info{version=\"3\"} 1\n",
        );
        let draft = draft(&page).unwrap();
        assert_eq!(draft.requests, "shop_http_total");
        assert_eq!(draft.status, "code");
        assert_eq!(draft.duration.as_deref(), Some("shop_http_time_seconds"));
        assert_eq!(draft.runtime, Some("python"));
    }

    #[test]
    fn without_a_status_there_is_none() {
        let page =
            Exposition::read("jobs_total{code=\"ok\"} 3\nqueue_seconds_bucket{le=\"1\"} 4\n");
        assert_eq!(draft(&page), None);
    }
}
