//! Limits of containers that replace the components' own.

use crate::model::Limits;

use super::scope::Scope;

pub fn resolve(scope: &mut Scope<'_>) {
    for (container, written) in &scope.config.resources {
        scope.stack.limits.insert(
            container.clone(),
            Limits {
                memory_bytes: written.memory.map(|memory| memory.0),
                cpus: written.cpus,
            },
        );
    }
}
