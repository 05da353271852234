//! `[monc] requires`: asked before anything else, so that an older `monc` says "too old" and not "unknown key".

/// Whether `here` (`0.1.0`) satisfies `requirement` (`">=0.1"`, `">=0.1, <0.3"`, `"0.1"`, `"=0.1.2"`, `"^0.1"`, `"~0.1.2"`);
/// `None`: it is not a requirement. A bare version reads as Cargo reads it, like `^`.
pub fn satisfies(here: &str, requirement: &str) -> Option<bool> {
    let here = full(&version(here)?);
    let mut all = true;
    for comparator in requirement.split(',') {
        all &= holds(here, comparator.trim())?;
    }
    Some(all)
}

fn holds(here: [u64; 3], comparator: &str) -> Option<bool> {
    let digits = comparator.find(|c: char| c.is_ascii_digit())?;
    let (operator, text) = comparator.split_at(digits);
    let parts = version(text)?;
    let least = full(&parts);
    Some(match operator.trim_end() {
        ">=" => here >= least,
        "<" => here < least,
        ">" => here >= next(&parts, parts.len() - 1),
        "<=" => here < next(&parts, parts.len() - 1),
        "=" => here >= least && here < next(&parts, parts.len() - 1),
        "~" => here >= least && here < next(&parts, (parts.len() - 1).min(1)),
        "^" | "" => {
            let leading = parts.iter().position(|part| *part > 0);
            here >= least && here < next(&parts, leading.unwrap_or(parts.len() - 1))
        }
        _ => return None,
    })
}

/// The first version after all that share the parts up to `position`.
fn next(parts: &[u64], position: usize) -> [u64; 3] {
    let mut after = [0; 3];
    for (at, slot) in after.iter_mut().enumerate().take(position + 1) {
        *slot = parts.get(at).copied().unwrap_or_default();
    }
    after[position] = after[position].saturating_add(1);
    after
}

fn full(parts: &[u64]) -> [u64; 3] {
    let mut all = [0; 3];
    for (slot, part) in all.iter_mut().zip(parts) {
        *slot = *part;
    }
    all
}

fn version(text: &str) -> Option<Vec<u64>> {
    let parts: Vec<u64> = text
        .split('.')
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    (1..=3).contains(&parts.len()).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::satisfies;

    #[test]
    fn requirements_read_as_cargo_reads_them() {
        for (requirement, wanted) in [
            (">=0.1", true),
            (">=0.1.3", false),
            (">=0.1, <0.2", true),
            (">0.1", false),
            ("<=0.1", true),
            ("<0.1", false),
            ("=0.1", true),
            ("=0.1.1", false),
            ("0.1", true),
            ("^0.1.2", true),
            ("^0.2", false),
            ("~0.1.0", true),
            ("1", false),
            (">= 0.0.9", true),
        ] {
            assert_eq!(
                satisfies("0.1.2", requirement),
                Some(wanted),
                "{requirement}"
            );
        }
        for nonsense in [
            "",
            "newest",
            ">=",
            "!0.1",
            "0.1.2.3",
            ">=0.1,",
            "1.x",
            "99999999999999999999999",
        ] {
            assert_eq!(satisfies("0.1.2", nonsense), None, "{nonsense}");
        }
    }
}
