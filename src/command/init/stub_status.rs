//! Where an nginx configuration serves `stub_status`.

/// Port and path of the first place.
pub fn find(configuration: &str) -> Option<(u16, String)> {
    let mut open: Vec<Block> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut found: Option<(usize, String)> = None;
    for token in tokens(configuration) {
        match token.as_str() {
            "{" => {
                open.push(Block {
                    words: std::mem::take(&mut words),
                    port: None,
                });
            }
            "}" => {
                words.clear();
                let closed = open.pop()?;
                if let Some((depth, path)) = &found
                    && open.len() < *depth
                {
                    return Some((closed.port.unwrap_or(80), path.clone()));
                }
            }
            ";" => {
                match words.first().map(String::as_str) {
                    Some("listen") => {
                        if let Some(block) = open.last_mut()
                            && block.port.is_none()
                        {
                            block.port = words.get(1).and_then(|word| port(word));
                        }
                    }
                    Some("stub_status") if words.get(1).is_none_or(|word| word != "off") => {
                        let location = open.iter().rev().find(|block| block.is("location"));
                        let server = open.iter().rposition(|block| block.is("server"));
                        let path = location.and_then(Block::path);
                        if let (Some(server), None) = (server, &found) {
                            found = Some((server + 1, path.unwrap_or_else(|| "/".to_owned())));
                        }
                    }
                    _ => {}
                }
                words.clear();
            }
            _ => words.push(token),
        }
    }
    None
}

struct Block {
    words: Vec<String>,
    port: Option<u16>,
}

impl Block {
    fn is(&self, name: &str) -> bool {
        self.words.first().is_some_and(|word| word == name)
    }

    fn path(&self) -> Option<String> {
        let path = self.words.last()?;
        path.starts_with('/').then(|| path.clone())
    }
}

/// `8080`, `127.0.0.1:8080`, `[::]:8080`; a socket or a bare address has none.
fn port(listen: &str) -> Option<u16> {
    listen.rsplit(':').next()?.parse().ok()
}

fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default();
        for c in line.chars().chain(['\n']) {
            if matches!(c, '{' | '}' | ';') || c.is_whitespace() {
                if !word.is_empty() {
                    tokens.push(std::mem::take(&mut word));
                }
                if !c.is_whitespace() {
                    tokens.push(c.to_string());
                }
            } else {
                word.push(c);
            }
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn the_place_is_found() {
        let text = "http {\n server { listen 80; location / { proxy_pass http://api; } }\n server {\n  listen [::]:8081; # inside\n  location = /nginx_status { stub_status on; allow all; }\n }\n}\n";
        assert_eq!(find(text), Some((8081, "/nginx_status".into())));
        assert_eq!(
            find("server { location /s { stub_status; } listen 8080 default_server; }"),
            Some((8080, "/s".into()))
        );
        assert_eq!(find("server { listen 80; # stub_status;\n }"), None);
        assert_eq!(find("}}}{{ stub_status;"), None);
    }
}
