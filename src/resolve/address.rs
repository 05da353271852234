//! Addresses: `[scheme://]host:port[/path]`.

/// The parts of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub scheme: Option<String>,
    pub user: Option<String>,
    pub host: String,
    pub port: Option<u16>,
    /// With its leading `/`, and the query.
    pub path: Option<String>,
}

/// Reads an address; `None` when it has no host, a port that is none, or characters that no host has.
pub fn parse_address(text: &str) -> Option<Address> {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
        None => (None, text),
    };
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(at);
    let (user, host_port) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user.to_owned()), host),
        None => (None, authority),
    };
    let (host, port) = match host_port.strip_prefix('[') {
        Some(six) => {
            let (host, after) = six.split_once(']')?;
            (
                format!("[{host}]"),
                after.strip_prefix(':').map(str::to_owned),
            )
        }
        None => match host_port.split_once(':') {
            Some((host, port)) => (host.to_owned(), Some(port.to_owned())),
            None => (host_port.to_owned(), None),
        },
    };
    let port = match port {
        Some(port) => Some(port.parse::<u16>().ok().filter(|port| *port > 0)?),
        None => None,
    };
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '[' | ']' | ':');
    (!host.is_empty() && host.chars().all(fine)).then_some(Address {
        scheme,
        user,
        host,
        port,
        path: (!path.is_empty()).then(|| path.to_owned()),
    })
}

impl Address {
    /// `host:port`, with the default port where none is written.
    pub fn host_port(&self, default: Option<u16>) -> String {
        match self.port.or(default).or(match self.scheme.as_deref() {
            Some("https") => Some(443),
            Some("http") => Some(80),
            _ => None,
        }) {
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.clone(),
        }
    }

    /// Whether the host is a name on a Docker network: no dot, no colon, not the host itself.
    pub fn is_container(&self) -> bool {
        !self.host.contains(['.', ':', '['])
            && !self.is_loopback()
            && !self.host.bytes().all(|b| b.is_ascii_digit())
    }

    /// Whether the host means "this very container".
    pub fn is_loopback(&self) -> bool {
        self.host == "localhost"
            || self.host.starts_with("127.")
            || self.host == "[::1]"
            || self.host == "0.0.0.0"
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::parse_address;

    #[test]
    fn parts_are_found() {
        let address = parse_address("http://gateway:8081/stub_status?x=1").unwrap();
        assert_eq!(address.scheme.as_deref(), Some("http"));
        assert_eq!(
            (address.host.as_str(), address.port),
            ("gateway", Some(8081))
        );
        assert_eq!(address.path.as_deref(), Some("/stub_status?x=1"));
        assert!(parse_address("db:5432").unwrap().is_container());
        assert!(!parse_address("10.0.0.7:9187").unwrap().is_container());
        assert!(!parse_address("[::1]:9100").unwrap().is_container());
        assert!(parse_address("localhost:3000").unwrap().is_loopback());
        assert_eq!(
            parse_address("postgres://u:p@db/x")
                .unwrap()
                .user
                .as_deref(),
            Some("u:p")
        );
        for bad in [
            "", ":80", "db:port", "db:0", "db:99999", "a b:80", "http://",
        ] {
            assert_eq!(parse_address(bad), None, "{bad}");
        }
    }
}
