//! The last stage of a Dockerfile: what an app that is built runs on, and on which ports it listens.

/// The end of a Dockerfile.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Dockerfile {
    /// Image of the last stage, stages followed; missing: it depends on an argument.
    pub image: Option<String>,
    pub ports: Vec<u16>,
}

/// Reads a Dockerfile.
pub fn read(text: &str) -> Dockerfile {
    let text = text.replace("\\\r\n", " ").replace("\\\n", " ");
    let mut stages: Vec<(String, Dockerfile)> = Vec::new();
    for line in text.lines().map(str::trim) {
        let mut words = line.split_whitespace();
        let Some(instruction) = words.next() else {
            continue;
        };
        if instruction.eq_ignore_ascii_case("from") {
            let mut words = words.filter(|word| !word.starts_with("--"));
            let image = words.next().unwrap_or_default();
            let name = match words.next() {
                Some(word) if word.eq_ignore_ascii_case("as") => words.next().unwrap_or_default(),
                _ => "",
            };
            let from = stages
                .iter()
                .rev()
                .find(|(stage, _)| !stage.is_empty() && stage == image);
            let stage = match from {
                Some((_, stage)) => Dockerfile {
                    image: stage.image.clone(),
                    ports: stage.ports.clone(),
                },
                None => Dockerfile {
                    image: Some(image.to_owned()).filter(|image| !image.contains('$')),
                    ports: Vec::new(),
                },
            };
            stages.push((name.to_lowercase(), stage));
        } else if instruction.eq_ignore_ascii_case("expose")
            && let Some((_, stage)) = stages.last_mut()
        {
            let ports = words.filter_map(|word| word.split('/').next()?.parse::<u16>().ok());
            stage.ports.extend(ports);
        }
    }
    stages.pop().map(|(_, stage)| stage).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn the_last_stage_counts() {
        let file = read(
            "FROM node:22 AS build\nEXPOSE 1\nRUN a \\\n  b\nfrom --platform=linux/amd64 nginx:1.27 as Web\nEXPOSE 8080/tcp \\\n 8443\nFROM web\nEXPOSE $PORT 9090\n",
        );
        assert_eq!(file.image.as_deref(), Some("nginx:1.27"));
        assert_eq!(file.ports, [8080, 8443, 9090]);
        assert_eq!(read("FROM $BASE\n").image, None);
        assert_eq!(read("").ports, Vec::<u16>::new());
    }
}
