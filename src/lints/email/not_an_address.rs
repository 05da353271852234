//! Mails go to, and come from, addresses.

use crate::config::value::OneOrMany;
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let mut judge = |text: &str, path: Path| {
        if !is_address(text) {
            out.push(finding(text, path));
        }
    };
    if let Some(from) = context.config.smtp.as_ref().and_then(|s| s.from.as_ref()) {
        judge(from, Path::of(&["smtp", "from"]));
    }
    for (name, receiver) in &context.config.receivers {
        let Some(to) = receiver.email.as_ref().and_then(|email| email.to.as_ref()) else {
            continue;
        };
        let path = Path::of(&["receivers", name, "email", "to"]);
        for (index, text) in to.all().iter().enumerate() {
            let many = matches!(to, OneOrMany::Many(_));
            judge(
                text,
                if many {
                    path.index(index)
                } else {
                    path.clone()
                },
            );
        }
    }
}

fn finding(text: &str, path: Path) -> Diagnostic {
    let parts: Vec<&str> = text.split([',', ';']).map(str::trim).collect();
    let several = parts.len() > 1 && parts.iter().all(|part| is_address(part));
    let help = if several {
        let list: Vec<String> = parts.iter().map(|part| format!("\"{part}\"")).collect();
        format!("write a list: [{}]", list.join(", "))
    } else {
        "write it as \"oncall@example.org\"".to_owned()
    };
    Diagnostic::error("email/not-an-address", "this is no mail address")
        .at(
            Place::Value(path),
            if several {
                "several addresses in one text"
            } else {
                "expected one address with an `@`"
            },
        )
        .help(help)
}

/// `local@domain`, bare or as `Name <local@domain>`.
fn is_address(text: &str) -> bool {
    let bare = match text
        .trim()
        .strip_suffix('>')
        .and_then(|text| text.rsplit_once('<'))
    {
        Some((name, bare)) if !name.contains('@') => bare,
        Some(_) => return false,
        None => text,
    };
    let fine = |part: &str| {
        !part.is_empty()
            && !part
                .contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;\"()".contains(c))
    };
    bare.split_once('@')
        .is_some_and(|(local, domain)| fine(local) && fine(domain) && !domain.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses_are_known() {
        for fine in ["a@b", "a.b+c@example.org", "On Call <a@example.org>"] {
            assert!(is_address(fine), "{fine}");
        }
        for wrong in ["", "a", "a@", "@b", "a b@c", "a@b, c@d", "a@b@c", "a@b <c>"] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }
}
