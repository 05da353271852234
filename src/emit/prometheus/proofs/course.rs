//! How one input series goes, evaluation by evaluation, and how promtool writes it.

/// Runs of equal samples; `None` is a run without any.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Course(Vec<(Option<f64>, usize)>);

impl Course {
    /// Goes on with `value` for `steps` evaluations.
    pub fn then(self, value: f64, steps: usize) -> Self {
        self.run(Some(value), steps)
    }

    /// Goes on without a sample: the series is gone, and Prometheus knows it (a stale marker).
    pub fn gone(self, steps: usize) -> Self {
        self.run(None, steps)
    }

    fn run(mut self, value: Option<f64>, steps: usize) -> Self {
        match self.0.last_mut() {
            _ if steps == 0 => {}
            Some((last, count)) if same(*last, value) => *count += steps,
            _ => self.0.push((value, steps)),
        }
        self
    }

    /// Goes on as another.
    pub fn join(self, other: &Course) -> Self {
        other
            .0
            .iter()
            .fold(self, |course, (value, steps)| course.run(*value, *steps))
    }

    /// Goes on with what it ended with, to `steps` in all.
    pub fn until(self, steps: usize) -> Self {
        let last = self.0.last().and_then(|(value, _)| *value);
        let more = steps.saturating_sub(self.len());
        self.run(last, more)
    }

    pub fn len(&self) -> usize {
        self.0.iter().map(|(_, steps)| steps).sum()
    }

    /// The sample at an evaluation.
    pub fn at(&self, step: usize) -> Option<f64> {
        let mut end = 0;
        self.0
            .iter()
            .find(|(_, steps)| {
                end += steps;
                step < end
            })
            .and_then(|(value, _)| *value)
    }

    /// promtool's notation: `0.8x3` is four samples, `_x3` three missing ones.
    pub fn notation(&self) -> String {
        let mut words = Vec::new();
        for (index, (value, steps)) in self.0.iter().enumerate() {
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
    }
}
