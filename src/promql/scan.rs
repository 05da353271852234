//! Where the parts of an expression stand in its text: the parser tells no places. Reads only texts that parse.

use std::ops::Range;

/// Words that join two operands.
const OPERATORS: [&str; 4] = ["and", "or", "unless", "atan2"];

/// Words that stand before a list of labels: of an aggregation, of an operator.
const GROUPINGS: [&str; 2] = ["by", "without"];
const MATCHINGS: [&str; 4] = ["on", "ignoring", "group_left", "group_right"];

/// A function or an aggregation, or an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub place: Range<usize>,
    /// `by (…)` of an aggregation; `on (…)` or `ignoring (…)` of an operator.
    pub clause: Option<Range<usize>>,
}

/// Parts of an expression, each kind in the order of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// Name and braces.
    pub selectors: Vec<Range<usize>>,
    /// Functions and aggregations: the word alone.
    pub words: Vec<Head>,
    /// Binary operators, with `bool`.
    pub operators: Vec<Head>,
    /// `[5m]`, `[1h:1m]`.
    pub ranges: Vec<Range<usize>>,
    /// `offset 1d`.
    pub offsets: Vec<Range<usize>>,
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    parts: Parts,
    /// Open brackets, each with the function or aggregation that it belongs to.
    open: Vec<Option<usize>>,
    /// The word that was just read, or whose bracket was just closed.
    word: Option<usize>,
    /// Whether an operand stands before: what follows is then an operator.
    operand: bool,
}

/// The parts of a text that parses.
pub fn scan(text: &str) -> Parts {
    let mut scanner = Scanner {
        text,
        at: 0,
        parts: Parts::default(),
        open: Vec::new(),
        word: None,
        operand: false,
    };
    while let Some(letter) = scanner.peek() {
        scanner.step(letter);
    }
    scanner.parts
}

impl Scanner<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn step(&mut self, letter: char) {
        let start = self.at;
        match letter {
            '#' => {
                self.skip(|letter| letter != '\n');
            }
            '"' | '\'' | '`' => {
                self.string(letter);
                self.operand = true;
            }
            '{' => {
                self.braces();
                self.selected(start);
            }
            '[' => {
                self.skip(|letter| letter != ']');
                self.at = (self.at + 1).min(self.text.len());
                self.parts.ranges.push(start..self.at);
                self.operand = true;
            }
            '(' => {
                let owner = self.word.take();
                self.open.push(owner);
                self.at += 1;
                self.operand = false;
            }
            ')' => {
                self.word = self.open.pop().flatten();
                self.at += 1;
                self.operand = true;
            }
            '@' => {
                self.at += 1;
                self.blanks();
                self.skip(|letter| letter.is_alphanumeric() || ".-_()".contains(letter));
            }
            '0'..='9' | '.' => {
                self.number();
                self.operand = true;
            }
            letter if letter.is_alphabetic() || letter == '_' || letter == ':' => {
                self.skip(|letter| letter.is_alphanumeric() || letter == '_' || letter == ':');
                self.named(start);
            }
            '+' | '-' | '*' | '/' | '%' | '^' | '=' | '!' | '<' | '>' => {
                self.at += 1;
                if self.text[self.at..].starts_with('=') {
                    self.at += 1;
                }
                self.operator(start);
            }
            other => self.at += other.len_utf8(),
        }
    }

    /// A sign before an operand is none.
    fn operator(&mut self, start: usize) {
        if self.operand {
            self.parts.operators.push(Head {
                place: start..self.at,
                clause: None,
            });
        }
        self.operand = false;
        self.word = None;
    }

    fn named(&mut self, start: usize) {
        let word = self.text[start..self.at].to_lowercase();
        let end = self.at;
        if self.operand && OPERATORS.contains(&word.as_str()) {
            return self.operator(start);
        }
        if word == "bool" && !self.operand {
            if let Some(last) = self.parts.operators.last_mut() {
                last.place.end = end;
            }
            return;
        }
        if word == "offset" && self.operand {
            self.blanks();
            self.skip(|letter| letter.is_alphanumeric() || "+-.".contains(letter));
            self.parts.offsets.push(start..self.at);
            return;
        }
        if GROUPINGS.contains(&word.as_str()) && (self.operand || self.word.is_some()) {
            return self.grouping(start);
        }
        let after_operator = !self.operand && !self.parts.operators.is_empty();
        if MATCHINGS.contains(&word.as_str()) && after_operator {
            return self.matching(start, &word);
        }
        if matches!(word.as_str(), "inf" | "nan") {
            self.operand = true;
            return;
        }
        self.blanks();
        let rest = &self.text[self.at..];
        let before_clause = GROUPINGS.iter().any(|clause| {
            rest.get(..clause.len())
                .is_some_and(|text| text.eq_ignore_ascii_case(clause))
                && rest[clause.len()..].trim_start().starts_with('(')
        });
        if rest.starts_with('(') || before_clause {
            self.word = Some(self.parts.words.len());
            self.parts.words.push(Head {
                place: start..end,
                clause: None,
            });
            self.operand = false;
            return;
        }
        if rest.starts_with('{') {
            self.braces();
        } else {
            self.at = end;
        }
        self.selected(start);
    }

    fn selected(&mut self, start: usize) {
        self.parts.selectors.push(start..self.at);
        self.operand = true;
        self.word = None;
    }

    /// `by (…)` before or after the bracket of its aggregation.
    fn grouping(&mut self, start: usize) {
        self.list();
        let clause = start..self.at;
        if let Some(head) = self.word.and_then(|word| self.parts.words.get_mut(word)) {
            head.clause = Some(clause);
        }
    }

    /// `on (…)`, `group_left (…)` after an operator.
    fn matching(&mut self, start: usize, word: &str) {
        self.list();
        if let Some(last) = self.parts.operators.last_mut()
            && matches!(word, "on" | "ignoring")
        {
            last.clause = Some(start..self.at);
        }
    }

    /// Labels in brackets, where there are any.
    fn list(&mut self) {
        let end = self.at;
        self.blanks();
        if self.peek() != Some('(') {
            self.at = end;
            return;
        }
        while let Some(letter) = self.peek() {
            match letter {
                '"' | '\'' | '`' => self.string(letter),
                ')' => break,
                other => self.at += other.len_utf8(),
            }
        }
        self.at = (self.at + 1).min(self.text.len());
    }

    fn braces(&mut self) {
        while let Some(letter) = self.peek() {
            match letter {
                '"' | '\'' | '`' => self.string(letter),
                '}' => break,
                other => self.at += other.len_utf8(),
            }
        }
        self.at = (self.at + 1).min(self.text.len());
    }

    fn string(&mut self, quote: char) {
        self.at += 1;
        while let Some(letter) = self.peek() {
            self.at += letter.len_utf8();
            if letter == quote {
                break;
            }
            if letter == '\\' && quote != '`' {
                self.at += self.peek().map_or(0, char::len_utf8);
            }
        }
    }

    fn number(&mut self) {
        let start = self.at;
        let mut before = ' ';
        while let Some(letter) = self.peek() {
            let hex = self.text[start..self.at].to_lowercase().starts_with("0x");
            let exponent = "+-".contains(letter) && matches!(before, 'e' | 'E') && !hex;
            if !(letter.is_alphanumeric() || letter == '.' || letter == '_' || exponent) {
                break;
            }
            before = letter;
            self.at += letter.len_utf8();
        }
    }

    fn blanks(&mut self) {
        loop {
            self.skip(char::is_whitespace);
            if self.peek() != Some('#') {
                break;
            }
            self.skip(|letter| letter != '\n');
        }
    }

    fn skip(&mut self, further: impl Fn(char) -> bool) {
        let rest = &self.text[self.at..];
        self.at += rest.find(|letter| !further(letter)).unwrap_or(rest.len());
    }
}

/// The matchers of a selector's text, which begins at `start`: the label, and where the matcher stands.
pub fn matchers(text: &str, selector: Range<usize>) -> Vec<(String, Range<usize>)> {
    let Some(open) = text[selector.clone()].find('{') else {
        return Vec::new();
    };
    let mut scanner = Scanner {
        text: &text[..selector.end.saturating_sub(1)],
        at: selector.start + open + 1,
        parts: Parts::default(),
        open: Vec::new(),
        word: None,
        operand: false,
    };
    let mut out = Vec::new();
    let mut start = scanner.at;
    loop {
        match scanner.peek() {
            Some(quote @ ('"' | '\'' | '`')) => {
                scanner.string(quote);
                continue;
            }
            Some(letter) if letter != ',' => {
                scanner.at += letter.len_utf8();
                continue;
            }
            _ => {}
        }
        let piece = &text[start..scanner.at];
        let begin = start + (piece.len() - piece.trim_start().len());
        let place = begin..begin + piece.trim().len();
        let label = piece.split(['=', '!']).next().unwrap_or_default().trim();
        if !place.is_empty() {
            out.push((label.trim_matches(['"', '\'', '`']).to_owned(), place));
        }
        if scanner.peek().is_none() {
            return out;
        }
        scanner.at += 1;
        start = scanner.at;
    }
}

#[cfg(test)]
mod tests {
    use super::{matchers, scan};

    fn shown(text: &str) -> String {
        let parts = scan(text);
        let of = |places: Vec<std::ops::Range<usize>>| {
            let texts: Vec<&str> = places.into_iter().map(|place| &text[place]).collect();
            texts.join("|")
        };
        let heads = |heads: Vec<super::Head>| {
            let texts: Vec<String> = heads
                .into_iter()
                .map(|head| {
                    let clause = head.clause.map_or("", |clause| &text[clause]);
                    format!("{}~{clause}", &text[head.place])
                })
                .collect();
            texts.join("|")
        };
        format!(
            "{} / {} / {} / {} / {}",
            of(parts.selectors),
            heads(parts.words),
            heads(parts.operators),
            of(parts.ranges),
            of(parts.offsets)
        )
    }

    #[test]
    fn parts_are_found() {
        for (text, expected) in [
            (
                r#"sum by (a) (rate(x{a="}\"",b!='['}[5m] offset 1d)) > bool -1"#,
                r#"x{a="}\"",b!='['} / sum~by (a)|rate~ / > bool~ / [5m] / offset 1d"#,
            ),
            (
                "sum(x) by (a) - on (a) group_left (b) y{} # - z\n or -{c=\"d\"}",
                "x|y{}|{c=\"d\"} / sum~by (a) / -~on (a)|or~ /  / ",
            ),
            (
                "1e-5 * (0x1F - by) UNLESS max_over_time(x[1h:5m] @ end()) atan2 inf",
                "by|x / max_over_time~ / *~|-~|UNLESS~|atan2~ / [1h:5m] / ",
            ),
            (
                "topk(3, x) and on () vector(1)",
                "x / topk~|vector~ / and~on () /  / ",
            ),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn matchers_are_found() {
        let text = r#"x{a="b,c", d=~'e' ,}"#;
        let found: Vec<String> = matchers(text, 0..text.len())
            .into_iter()
            .map(|(label, place)| format!("{label}:{}", &text[place]))
            .collect();
        assert_eq!(found, [r#"a:a="b,c""#, "d:d=~'e'"]);
    }
}
