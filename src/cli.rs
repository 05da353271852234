//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::config::value::Date;

/// Compiles one monitoring.toml into a monitoring stack that runs, and says what is wrong with it.
#[derive(Debug, Parser)]
#[command(
    name = "monc",
    version,
    about,
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Taken by every command.
#[derive(Debug, Args)]
pub struct Global {
    /// Go to this folder first
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub folder: Option<PathBuf>,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub color: Color,
    /// Say nothing but findings, lists and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say what is read and written
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Also into files and pipes
    Always,
    /// Not at all
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a commented monitoring.toml and its schema here, from the Compose file that is there
    Init(Init),
    /// Report everything that is wrong, at once
    Check(Check),
    /// Check, then write the stack
    Build(Build),
    /// Explain a lint, kind, signal, dialect or alert
    Explain(Explain),
    /// List what monc knows, or what the file makes of it
    List(List),
    /// Say where an alert goes and why, and what holds it back
    Route(Route),
    /// Say what changes in meaning between two files
    Diff(Diff),
    /// Estimate series, samples, disk and memory, by service
    Capacity(Capacity),
    /// Read a /metrics page from stdin and say which kind or dialect it is
    Detect,
    /// Print the JSON Schema of monitoring.toml
    Schema(Schema),
    /// Print completions for a shell
    Completions(Completions),
}

#[derive(Debug, Args)]
pub struct Init {
    /// The Compose file of the app, or several, the later over the earlier [default: the nearest from here upwards]
    #[arg(long, value_name = "FILE")]
    pub compose: Vec<PathBuf>,
    /// The folder of a hand-written stack: its jobs, rules, receivers and dashboards become the file, and a report says how
    #[arg(long, value_name = "DIR", conflicts_with = "compose")]
    pub from_monitoring: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Check {
    /// Files to check; `-` is stdin [default: the nearest monitoring.toml from here upwards]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How findings are printed
    #[arg(long, default_value = "human")]
    pub format: FindingFormat,
    /// Mend what has one right answer, and report the rest
    #[arg(long)]
    pub fix: bool,
    /// With --fix: write nothing, print what would change, and exit with 1 if anything would
    #[arg(long, requires = "fix")]
    pub diff: bool,
    /// Exit with 1 on these as well
    #[arg(long, value_name = "LEVEL")]
    pub deny: Option<Deny>,
    /// The day by which excuses with `until` are judged; without it all of them count
    #[arg(long, value_name = "DATE")]
    pub today: Option<Date>,
    /// The environment, of `[environments]` [default: the base and all of them]
    #[arg(long = "env", value_name = "NAME")]
    pub environment: Option<String>,
}

#[derive(Debug, Args)]
pub struct Build {
    /// The file to build; `-` is stdin [default: the nearest monitoring.toml from here upwards]
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The folder to write [default: `[build] out`, or monitoring/ beside the file]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Write nothing; exit with 1 if the folder would change
    #[arg(long)]
    pub check: bool,
    /// Like --check, and print what would change
    #[arg(long)]
    pub diff: bool,
    /// Overwrite files that monc did not write, or that were edited since
    #[arg(long)]
    pub force: bool,
    /// Stop on these as well
    #[arg(long, value_name = "LEVEL")]
    pub deny: Option<Deny>,
    /// The day by which excuses with `until` are judged; without it all of them count
    #[arg(long, value_name = "DATE")]
    pub today: Option<Date>,
    /// The environment, of `[environments]` [default: the base]
    #[arg(long = "env", value_name = "NAME")]
    pub environment: Option<String>,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// Id of a lint, name of a kind, signal, dialect, alert or service, or a place of the file such as services.api.thresholds.cpu
    pub name: String,
    /// The environment, of `[environments]` [default: the base]
    #[arg(long = "env", value_name = "NAME")]
    pub environment: Option<String>,
}

#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub struct List {
    /// What to list
    pub what: Listing,
    /// The file [default: the nearest monitoring.toml from here upwards]
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// How the list is printed
    #[arg(long, default_value = "human")]
    pub format: ListFormat,
    /// The environment, of `[environments]` [default: the base]
    #[arg(long = "env", value_name = "NAME")]
    pub environment: Option<String>,
}

#[derive(Debug, Args)]
pub struct Route {
    /// Labels of the alert, such as severity=critical service=api; without any: all alerts
    #[arg(value_name = "LABEL=VALUE")]
    pub labels: Vec<String>,
    /// A moment, on the clock of each time interval: "sunday 03:00" or "2027-01-31 03:00"
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// The file; `-` is stdin [default: the nearest monitoring.toml from here upwards]
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// How the answer is printed
    #[arg(long, default_value = "human")]
    pub format: ListFormat,
    /// The environment, of `[environments]` [default: the base]
    #[arg(long = "env", value_name = "NAME")]
    pub environment: Option<String>,
}

#[derive(Debug, Args)]
pub struct Diff {
    /// The file as it was; `-` is stdin, such as `git show HEAD:monitoring.toml | monc diff - monitoring.toml`
    pub old: PathBuf,
    /// The file as it is; `-` is stdin
    pub new: PathBuf,
    /// How the differences are printed
    #[arg(long, default_value = "human")]
    pub format: DiffFormat,
    /// The environment of both, of `[environments]` [default: the base]
    #[arg(long = "env", value_name = "NAME")]
    pub environment: Option<String>,
}

#[derive(Debug, Args)]
pub struct Capacity {
    /// The file; `-` is stdin [default: the nearest monitoring.toml from here upwards]
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// How the answer is printed
    #[arg(long, default_value = "human")]
    pub format: ListFormat,
    /// The environment, of `[environments]` [default: the base]
    #[arg(long = "env", value_name = "NAME")]
    pub environment: Option<String>,
}

#[derive(Debug, Args)]
pub struct Schema {
    /// The schema of a file that describes a kind, for `[stack] catalog`
    #[arg(long, conflicts_with = "fragment")]
    pub kind: bool,
    /// The schema of a file that another includes, for `[stack] include`
    #[arg(long)]
    pub fragment: bool,
}

#[derive(Debug, Args)]
pub struct Completions {
    pub shell: Shell,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FindingFormat {
    /// With the lines of the file
    Human,
    /// One line each
    Short,
    /// One JSON document
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of a GitHub workflow
    Github,
    /// Code quality report of GitLab
    Gitlab,
    /// Test report of most CI systems
    Junit,
}

/// How lists are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// A table
    Human,
    /// One JSON document
    Json,
}

/// How differences are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// Lines by topic
    Human,
    /// One JSON document
    Json,
    /// For a comment of a review
    Markdown,
}

/// What else leads to exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    Warnings,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Listing {
    /// Kinds of services
    Kinds,
    /// Signals of the kinds
    Signals,
    /// Names that client libraries give to HTTP metrics
    Dialects,
    /// Services of the file
    Services,
    /// Thresholds in force
    Thresholds,
    /// Alerts, and who is told how soon
    Alerts,
    /// What Prometheus scrapes
    Targets,
    /// Who is told what
    Routes,
    /// Who may log in to Grafana
    Users,
    /// Secrets, and where each will be read
    Secrets,
    /// Lints
    Lints,
}

/// Names of the language that later versions will answer to.
pub const LATER: [&str; 1] = ["lsp"];
