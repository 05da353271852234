//! How one input series goes, evaluation by evaluation, and how promtool writes it.

/// Runs of equal samples; `None` is a run without any.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Course {
    runs: Vec<(Option<f64>, usize)>,
    /// A counter: from one sample to the next it grows by so much, beginning with it. There are no runs then.
    rising: Option<(f64, usize)>,
}

impl Course {
    /// A counter that grows evenly.
    pub fn rising(by: f64, steps: usize) -> Self {
        Course {
            runs: Vec::new(),
            rising: Some((by, steps)),
        }
    }

    /// Goes on with `value` for `steps` evaluations.
    pub fn then(self, value: f64, steps: usize) -> Self {
        self.run(Some(value), steps)
    }

    /// Goes on without a sample: the series is gone, and Prometheus knows it (a stale marker).
    pub fn gone(self, steps: usize) -> Self {
        self.run(None, steps)
    }

    fn run(mut self, value: Option<f64>, steps: usize) -> Self {
        match self.runs.last_mut() {
            _ if steps == 0 => {}
            Some((last, count)) if same(*last, value) => *count += steps,
            _ => self.runs.push((value, steps)),
        }
        self
    }

    /// Goes on as another.
    pub fn join(self, other: &Course) -> Self {
        other
            .runs
            .iter()
            .fold(self, |course, (value, steps)| course.run(*value, *steps))
    }

    /// Goes on with what it ended with, to `steps` in all.
    pub fn until(self, steps: usize) -> Self {
        let last = self.runs.last().and_then(|(value, _)| *value);
        let more = steps.saturating_sub(self.len());
        self.run(last, more)
    }

    pub fn len(&self) -> usize {
        let rising = self.rising.map_or(0, |(_, steps)| steps);
        rising + self.runs.iter().map(|(_, steps)| steps).sum::<usize>()
    }

    /// The sample at an evaluation.
    pub fn at(&self, step: usize) -> Option<f64> {
        let mut end = 0;
        self.runs
            .iter()
            .find(|(_, steps)| {
                end += steps;
                step < end
            })
            .and_then(|(value, _)| *value)
    }

    /// promtool's notation: `0.8x3` is four samples, `_x3` three missing ones, `1+1x3` four that grow by one.
    pub fn notation(&self) -> String {
        let mut words = Vec::new();
        if let Some((by, steps)) = self.rising {
            words.push(format!("{0}+{0}x{1}", number(by), steps.saturating_sub(1)));
        }
        for (index, (value, steps)) in self.runs.iter().enumerate() {
            match (value, steps) {
                (Some(value), 1) => words.push(number(*value)),
                (Some(value), steps) => words.push(format!("{}x{}", number(*value), steps - 1)),
                (None, steps) if index == 0 => words.push(format!("_x{steps}")),
                (None, 1) => words.push("stale".into()),
                (None, steps) => words.push(format!("stale _x{}", steps - 1)),
            }
        }
        words.join(" ")
    }
}

fn same(a: Option<f64>, b: Option<f64>) -> bool {
    a.map(f64::to_bits) == b.map(f64::to_bits)
}

/// A number that promtool reads back as the same.
pub fn number(value: f64) -> String {
    format!("{value}")
}

#[cfg(test)]
mod tests {
    use super::Course;

    #[test]
    fn runs_are_written_and_read_alike() {
        let course = Course::default()
            .gone(2)
            .then(0.5, 1)
            .then(0.5, 2)
            .then(1.0, 1)
            .gone(3)
            .then(-2.0, 1);
        assert_eq!(course.notation(), "_x2 0.5x2 1 stale _x2 -2");
        let read: Vec<Option<f64>> = (0..11).map(|step| course.at(step)).collect();
        assert_eq!(
            read,
            [
                None,
                None,
                Some(0.5),
                Some(0.5),
                Some(0.5),
                Some(1.0),
                None,
                None,
                None,
                Some(-2.0),
                None
            ]
        );
        assert_eq!(course.until(12).notation(), "_x2 0.5x2 1 stale _x2 -2x2");
        assert_eq!(Course::rising(0.5, 4).notation(), "0.5+0.5x3");
        assert_eq!(Course::rising(0.5, 4).len(), 4);
    }
}
