//! What makes a finding the same one in the next run, although lines above it came or went.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::placed::Placed;

/// Of file, lint and title, and a number where a file has several that are alike. Hexadecimal.
pub fn fingerprint(placed: &Placed<'_>, path: &str, seen: &mut HashMap<String, usize>) -> String {
    let same = format!("{path}\0{}\0{}", placed.finding.id, placed.title);
    let number = seen.entry(same.clone()).or_default();
    *number += 1;
    let digest = Sha256::digest(format!("{same}\0{number}"));
    digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
