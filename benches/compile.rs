//! How long a file takes from its text to findings, and to all files of the stack; in one run, so that the sizes compare.

use divan::Bencher;
use monc::diagnostic::FileId;
use monc::resolve::Inputs;
use monc::source::Sources;

fn main() {
    divan::main();
}

/// A file of HTTP services, every five-hundredth with a threshold of its own.
fn file(services: usize) -> String {
    let mut text = String::from(
        "[monc]\nedition = \"2026\"\n[stack]\nname = \"bench\"\n[thresholds]\nerror_ratio = { warning = \"1%\", critical = \"5%\" }\n",
    );
    for index in 0..services {
        text.push_str(&format!(
            "[services.s{index}]\nkind = \"http\"\ndialect = \"prom-client\"\naddress = \"s{index}:3000\"\n"
        ));
        if index % 500 == 0 {
            text.push_str("thresholds.error_ratio = { warning = \"2%\", critical = \"10%\" }\n");
        }
    }
    text.push_str("[receivers.chat]\nslack = { webhook_url = { env = \"SLACK_WEBHOOK_URL\" } }\n");
    text
}

fn sources(services: usize) -> (Sources, FileId) {
    let mut sources = Sources::default();
    let file = sources.add("monitoring.toml", file(services));
    (sources, file)
}

#[divan::bench(args = [50, 1_000, 10_000], sample_count = 5, sample_size = 1)]
fn check(bencher: Bencher<'_, '_>, services: usize) {
    let (sources, file) = sources(services);
    bencher.bench(|| {
        let document = monc::read(&sources, file, None);
        monc::judge(&document, &Inputs::default()).1.len()
    });
}

#[divan::bench(args = [50, 1_000, 10_000], sample_count = 5, sample_size = 1)]
fn build(bencher: Bencher<'_, '_>, services: usize) {
    let (sources, file) = sources(services);
    bencher.bench(|| {
        let document = monc::read(&sources, file, None);
        monc::judge(&document, &Inputs::default())
            .0
            .map(|stack| monc::emit::emit(&stack).len())
    });
}
