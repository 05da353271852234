//! An own signal called like one of the catalog would mean another thing under a known name.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, key};

use super::standing;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for name in context.config.signals.keys() {
        let of = context
            .catalog
            .kinds
            .iter()
            .find(|(_, kind)| kind.signals.contains_key(name))
            .map(|(kind, _)| format!("kind `{kind}` has a signal of this name"));
        let standing = standing()
            .any(|known| known == name)
            .then(|| "every service has a signal of this name".to_owned());
        if let Some(of) = of.or(standing) {
            out.push(
                Diagnostic::error(
                    "signal/name-clash",
                    format!("the signal `{name}` exists already"),
                )
                .at(key(&["signals", name]), of)
                .help(format!(
                    "give it another name, such as `own_{name}`: a name means one thing everywhere"
                )),
            );
        }
    }
}
