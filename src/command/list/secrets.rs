//! `monc list secrets`: where each will be read, and by whom. Never a value.

use crate::command::Table;
use crate::model::{SecretSource, Stack};

use super::Line;

pub fn table(stack: &Stack, line: &Line<'_>) -> Table {
    let mut table = Table::new(&["secret", "from", "for", "read by", "set in"]);
    for secret in &stack.secrets {
        let (name, from) = match &secret.source {
            SecretSource::Env(name) => (name, "variable"),
            SecretSource::File(path) => (path, "file"),
        };
        let place = if secret.default {
            "default".to_owned()
        } else {
            line(&secret.path)
        };
        table.row([
            name.as_str().into(),
            from.into(),
            secret.purpose.as_str().into(),
            secret.consumer.as_str().into(),
            place.into(),
        ]);
    }
    table
}
