//! Variables of Grafana in a rule.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};

use super::expressions::matchers;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for expression in &context.expressions {
        for node in expression.nodes() {
            for matcher in matchers(node) {
                if !is_variable(&matcher.value) {
                    continue;
                }
                let place = expression.located.matcher(node, &matcher.name);
                let finding = Diagnostic::error(
                    "promql/dashboard-variable",
                    format!(
                        "`{}` is a variable of Grafana: a rule has none",
                        matcher.value
                    ),
                );
                out.push(
                    finding
                        .at(
                            expression.place(place),
                            format!("compares `{}` with these very letters", matcher.name),
                        )
                        .help("write the value itself, or take the matcher out"),
                );
            }
        }
    }
}

/// `$name`, `${name}`, `${name:regex}`, `[[name]]`, and nothing else. Names in capitals may be values (`$SYS`).
fn is_variable(value: &str) -> bool {
    let name = if let Some(rest) = value.strip_prefix("${") {
        rest.strip_suffix('}')
            .map(|name| name.split(':').next().unwrap_or(name))
    } else if let Some(rest) = value.strip_prefix("[[") {
        rest.strip_suffix("]]")
    } else {
        value.strip_prefix('$')
    };
    name.is_some_and(|name| {
        name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
            && name
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::is_variable;

    #[test]
    fn variables_are_known() {
        for variable in ["$service", "${host}", "${host:regex}", "[[job]]", "$__all"] {
            assert!(is_variable(variable), "{variable}");
        }
        for value in ["$", "a$b", "$SYS", "$1", "Bar$Inner", "[a]", "$a/b", "foo$"] {
            assert!(!is_variable(value), "{value}");
        }
    }
}
