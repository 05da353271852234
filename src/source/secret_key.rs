//! Which keys hold secrets, by name alone: what stands behind them is never shown, however broken the file is.

/// Whether a value of this key is a secret by its name. The schema says the same of the keys it knows (a test keeps it); this
/// also knows misspelt places and keys of other tools.
pub fn is_secret_key(key: &str) -> bool {
    let key = key.to_ascii_lowercase().replace('-', "_");
    const WHOLE: [&str; 8] = [
        "key",
        "pass",
        "auth",
        "credentials",
        "authorization",
        "dsn",
        "passphrase",
        "bearer",
    ];
    const PARTS: [&str; 9] = [
        "password",
        "passwd",
        "secret",
        "token",
        "webhook_url",
        "api_key",
        "routing_key",
        "user_key",
        "private_key",
    ];
    // A hash of a password may stand in the file.
    !key.ends_with("_hash")
        && (WHOLE.contains(&key.as_str()) || PARTS.iter().any(|part| key.contains(part)))
}

/// Whether a text is a bcrypt hash as Prometheus' and Alertmanager's web server takes it: `$2y$`, two digits of cost from 4 to
/// 31, `$`, 53 letters. Source: `golang.org/x/crypto/bcrypt`, `newFromHash`.
pub fn is_password_hash(text: &str) -> bool {
    let Some((version, rest)) = text.strip_prefix('$').and_then(|rest| rest.split_once('$')) else {
        return false;
    };
    let Some((cost, letters)) = rest.split_once('$') else {
        return false;
    };
    matches!(version, "2" | "2a" | "2b" | "2x" | "2y")
        && cost.len() == 2
        && cost.bytes().all(|b| b.is_ascii_digit())
        && cost
            .parse::<u8>()
            .is_ok_and(|cost| (4..=31).contains(&cost))
        && letters.len() == 53
        && letters
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::{is_password_hash, is_secret_key};

    #[test]
    fn hashes_are_known() {
        let letters = "a".repeat(53);
        for version in ["2y", "2b", "2a", "2"] {
            assert!(is_password_hash(&format!("${version}$12${letters}")));
        }
        for wrong in [
            "hunter2".to_owned(),
            format!("$2y$12${letters}a"),
            format!("$2y$99${letters}"),
            format!("$1$12${letters}"),
            format!("$2y$+9${letters}"),
            format!("2y$12${letters}"),
        ] {
            assert!(!is_password_hash(&wrong), "{wrong}");
        }
    }

    #[test]
    fn by_name() {
        for key in [
            "password",
            "DB_PASSWORD",
            "client-secret",
            "webhook_url",
            "bearer_token",
            "key",
        ] {
            assert!(is_secret_key(key), "{key}");
        }
        for key in [
            "password_hash",
            "url",
            "username",
            "keep_firing_for",
            "monkey",
        ] {
            assert!(!is_secret_key(key), "{key}");
        }
    }
}
