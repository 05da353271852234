//! What becomes of a service of a Compose file.

use crate::foreign::compose::Service;

use super::sorts::{Sort, sort};
use super::surroundings::Surroundings;

/// Registries of images that anybody uses; an image of another one is most likely the team's own app.
const PUBLIC: [&str; 8] = [
    "docker.io",
    "quay.io",
    "gcr.io",
    "lscr.io",
    "registry.k8s.io",
    "docker.elastic.co",
    "mcr.microsoft.com",
    "public.ecr.aws",
];

pub enum Fate {
    Watched(&'static str),
    Monitoring,
    /// It runs all the time and tells nothing of itself: seen as a container, by name. Why.
    Container(String),
    Left(String),
}

/// Words of services that do one thing and end.
const JOBS: [&str; 8] = [
    "migrate",
    "migration",
    "migrations",
    "seed",
    "setup",
    "init",
    "backup",
    "create",
];

pub fn fate(service: &Service, around: &Surroundings, ends: bool) -> Fate {
    let by_image = |image: &str| {
        let image = Service {
            image: Some(image.to_owned()),
            ..Service::default()
        };
        image.repository().map_or(Sort::Other, sort)
    };
    let sort = match (&service.image, &around.base) {
        (_, Some(base)) if service.build.is_some() => by_image(base),
        (Some(image), _) => by_image(image),
        _ => Sort::Other,
    };
    if ends
        || service.restart.as_deref() == Some("no")
            && service.ports.is_empty()
            && service.build.is_some()
    {
        return Fate::Left("runs once and ends".to_owned());
    }
    match sort {
        Sort::Kind(kind) => Fate::Watched(kind),
        Sort::Monitoring(_) => Fate::Monitoring,
        Sort::Other if is_own(service) => {
            if port(service, around).is_none() {
                let why = "nothing says that it listens on a port, so there are no metrics to read";
                alone(service, why.to_owned())
            } else if around.dialect.is_none() && !around.manifests.is_empty() {
                // No library of metrics among its packages: it has none, but can be asked whether it answers.
                Fate::Watched("probe")
            } else {
                Fate::Watched("http")
            }
        }
        Sort::Other => {
            let image = service.repository().unwrap_or("of it");
            alone(service, format!("no kind knows the image {image}"))
        }
    }
}

/// A service without metrics: its container by name, unless it may well be one that ends.
fn alone(service: &Service, why: String) -> Fate {
    let stays = matches!(
        service.restart.as_deref(),
        Some("always" | "unless-stopped")
    ) || !service.listens().is_empty();
    let words = service
        .command
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()))
        .chain(service.name.split(['-', '_']));
    let job = words
        .into_iter()
        .any(|word| JOBS.contains(&word.to_lowercase().as_str()));
    let ends = service.restart.as_deref() == Some("no")
        || !service.profiles.is_empty()
        || !stays && (job || !is_own(service));
    if ends {
        Fate::Left(why)
    } else {
        Fate::Container(why)
    }
}

/// Whether a service is most likely an app of the team's own.
fn is_own(service: &Service) -> bool {
    if service.build.is_some() {
        return true;
    }
    let Some(repository) = service.repository() else {
        // Its name depends on a variable: a release of one's own.
        return true;
    };
    match repository.split_once('/') {
        Some((registry, _)) => registry.contains(['.', ':']) && !PUBLIC.contains(&registry),
        None => false,
    }
}

/// The port of an app.
pub fn port(service: &Service, around: &Surroundings) -> Option<u16> {
    let of_variable = || service.environment.get("PORT")?.as_deref()?.parse().ok();
    service
        .listens()
        .first()
        .copied()
        .or_else(of_variable)
        .or_else(|| around.ports.first().copied())
}
