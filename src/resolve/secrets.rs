//! Secrets: each reference becomes a file of its consumer.

use crate::config::value::Secret as Written;
use crate::diagnostic::Path;
use crate::model::{Secret, SecretForm, SecretSource, names};

use super::scope::Scope;

/// One use of a secret.
pub struct Use<'u> {
    pub consumer: &'u str,
    /// File name in the consumer's `/run/secrets`.
    pub file: String,
    pub path: Path,
    /// Whether the consumer reads it again at use.
    pub rereads: bool,
}

/// Registers a secret; gives its path in the consumer's container.
pub fn add(scope: &mut Scope<'_>, written: &Written, usage: Use<'_>) -> String {
    let purpose = usage.path.to_string();
    add_form(scope, written, usage, SecretForm::Plain, purpose, false)
}

/// As [`add`], with a form, words for what it is for, and whether the name is monc's own.
pub fn add_form(
    scope: &mut Scope<'_>,
    written: &Written,
    usage: Use<'_>,
    form: SecretForm,
    purpose: String,
    default: bool,
) -> String {
    let path = format!("{}/{}", names::SECRETS_FOLDER, usage.file);
    scope.stack.secrets.push(Secret {
        source: match written {
            Written::Env(name) => SecretSource::Env(name.clone()),
            Written::File(file) => SecretSource::File(file.clone()),
        },
        consumer: usage.consumer.to_owned(),
        file: usage.file,
        form,
        purpose,
        rereads: usage.rereads,
        default,
        path: usage.path,
    });
    path
}

/// File name from parts of the language: letters, digits and `_`.
pub fn file_name(parts: &[&str]) -> String {
    parts
        .join("_")
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect()
}

/// One order, and no secret twice for one consumer.
pub fn sort(scope: &mut Scope<'_>) {
    let secrets = &mut scope.stack.secrets;
    secrets.sort_by(|a, b| (&a.consumer, &a.file).cmp(&(&b.consumer, &b.file)));
    secrets.dedup_by(|b, a| a.consumer == b.consumer && a.file == b.file);
}
