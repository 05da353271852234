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

#[cfg(test)]
mod tests {
    use super::is_secret_key;

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
