//! Holds a TOML document against the JSON schema of the tour file, so that an editor and the check never disagree. Understands just
//! the part of JSON schema that ours uses; a test beside [`schema`](super::schema()) holds that.

use std::ops::Range;

use serde_json::Value;
use toml::de::{DeTable, DeValue};

use super::around::ADDRESS_PATTERN;
use super::diagnostics::{Code, Diagnostic};
use super::model::LANGUAGE_PATTERN;
use super::names::{did_you_mean, listed, matches};
use super::schema::{marks, named_entries, properties, property, required, resolved, root};
use super::source::{Document, MOST};

/// What the tour format has and this version cannot show, by the key in a `space`.
const SPACES_TO_COME: &[&str] = &["film"];

/// Reports everything in the document that is not as the schema says.
pub(super) fn check(document: &mut Document) {
    let mut shape = Shape { document: &*document, found: Vec::new() };
    shape.table(root(), &[], "the tour file", &document.tree, 0..0);
    for diagnostic in shape.found {
        document.push(diagnostic);
    }
}

struct Shape<'d, 't> {
    document: &'d Document<'t>,
    found: Vec<Diagnostic>,
}

impl Shape<'_, '_> {
    fn say(&mut self, code: Code, span: Range<usize>, message: String, help: impl Into<Option<String>>) {
        if self.found.len() > MOST {
            return;
        }
        let diagnostic = if span.is_empty() {
            Diagnostic::of_file(code, &self.document.source.file, message)
        } else {
            self.document.source.diagnostic(code, span, message)
        };
        self.found.push(diagnostic.with_help(help));
    }

    /// `name` is what the value is called in messages; `span` is where it stands.
    fn value(&mut self, schema: &'static Value, name: &str, value: &DeValue, span: Range<usize>) {
        let schema = resolved(schema);
        if let Some(options) = schema.get("anyOf").and_then(Value::as_array) {
            return self.any_of(options.iter().map(resolved).collect(), name, value, span);
        }
        if !has_type_of(schema, value) {
            let expected = expected(schema);
            let help = (expected == "a date" && value.is_str()).then(|| "a date stands without quotes: 2026-03-01".to_owned());
            return self.say(Code::WrongType, span, format!("{name}: expected {expected}, found {}", found(value)), help);
        }
        match value {
            DeValue::String(words) => self.words(schema, name, words, span),
            DeValue::Integer(integer) => {
                let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
                self.number(schema, name, number.map(|number| number as f64), span);
            }
            DeValue::Float(float) => self.number(schema, name, float.as_str().parse().ok(), span),
            DeValue::Array(array) => {
                let (least, most) = (limit(schema, "minItems").unwrap_or(0), limit(schema, "maxItems").unwrap_or(usize::MAX));
                if array.is_empty() && least > 0 {
                    self.say(Code::WrongValue, span, format!("{name} is empty"), None);
                } else if !(least..=most).contains(&array.len()) {
                    let takes = if least == most { format!("{most}") } else { format!("{least} to {most}") };
                    return self.say(Code::WrongValue, span, format!("{name} has {} values; it takes {takes}", array.len()), None);
                }
                for (index, item) in array.iter().enumerate() {
                    if let Some(items) = schema.get("items") {
                        self.value(items, &format!("`{}[{index}]`", name.trim_matches('`')), item.get_ref(), item.span());
                    }
                }
            }
            DeValue::Table(table) => self.table(schema, &[], name, table, span),
            DeValue::Boolean(_) | DeValue::Datetime(_) => {}
        }
    }

    fn words(&mut self, schema: &'static Value, name: &str, words: &str, span: Range<usize>) {
        let known: Vec<&str> = schema.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        if !known.is_empty() && !known.contains(&words) {
            self.say(Code::WrongValue, span, format!("{name} cannot be \"{words}\""), format!("it may be {}", listed(&known, "or")));
        } else if words.trim().is_empty() && limit(schema, "minLength").is_some() {
            self.say(Code::WrongValue, span, format!("{name} is empty"), None);
        } else if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
            self.pattern(pattern, words, span);
        }
    }

    fn pattern(&mut self, pattern: &str, words: &str, span: Range<usize>) {
        if !matches(pattern, words) {
            let (code, message, help) = match pattern {
                LANGUAGE_PATTERN => (Code::BadName, format!("`{words}` is no language tag"), "tags look like `da`, `en` or `pt-BR`"),
                ADDRESS_PATTERN => {
                    (Code::WrongValue, format!("`{words}` is no address of the web"), "write all of it: `https://example.org/job`")
                }
                _ => (Code::BadName, format!("`{words}` cannot be a name"), "names have letters, digits, `-` and `_`"),
            };
            self.say(code, span, message, help.to_owned());
        }
    }

    fn number(&mut self, schema: &'static Value, name: &str, number: Option<f64>, span: Range<usize>) {
        let bound = |key| schema.get(key).and_then(Value::as_f64);
        let (least, most) = (bound("minimum"), bound("maximum"));
        let range = match (least, most) {
            (Some(least), Some(most)) => Some(format!("it goes from {least} to {most}")),
            (Some(least), None) => Some(format!("it is at least {least}")),
            (None, Some(most)) => Some(format!("it is at most {most}")),
            (None, None) => None,
        };
        match number.filter(|number| number.is_finite()) {
            None => self.say(Code::OutOfRange, span, format!("{name} is not a number to reckon with"), range),
            Some(number) if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) => {
                self.say(Code::OutOfRange, span, format!("{name} is {number}"), range);
            }
            Some(_) => {}
        }
    }

    /// Judges a table by `schema`. `others` are further shapes that it might have had.
    fn table(&mut self, schema: &'static Value, others: &[&'static Value], name: &str, table: &DeTable, span: Range<usize>) {
        for (key, value) in table {
            // Looking for what was meant takes a while; of a file of nothing but mistakes, not all are looked at.
            if self.found.len() > MOST {
                return;
            }
            let called = format!("`{}`", key.get_ref());
            if let Some(schema) = property(schema, key.get_ref()) {
                self.value(schema, &called, value.get_ref(), value.span());
            } else if let Some((pattern, entry)) = named_entries(schema) {
                self.pattern(pattern, key.get_ref(), key.span());
                self.value(entry, &called, value.get_ref(), value.span());
            } else if others.iter().any(|other| property(other, key.get_ref()).is_some()) {
                let message = format!("{called} does not go together with {} in {name}", listed(&marks(schema, others), "and"));
                self.say(Code::ClashingKeys, key.span(), message, None);
            } else {
                let known: Vec<&str> = std::iter::once(schema)
                    .chain(others.iter().copied().filter(|other| !std::ptr::eq(*other, schema)))
                    .flat_map(properties)
                    .collect();
                let help =
                    did_you_mean(key.get_ref(), known.iter().copied()).unwrap_or_else(|| format!("known here: {}", listed(&known, "and")));
                self.say(Code::UnknownKey, key.span(), format!("unknown key {called} in {name}"), help);
            }
        }
        if table.is_empty() && limit(schema, "minProperties").is_some() {
            self.say(Code::WrongValue, span.clone(), format!("{name} is empty"), None);
        }
        for key in required(schema).filter(|key| !table.contains_key(*key)) {
            let help = property(schema, key).and_then(|schema| schema.get("description")).and_then(Value::as_str);
            self.say(Code::MissingKey, span.clone(), format!("{name} has no `{key}`"), help.map(|help| format!("`{key}`: {help}")));
        }
    }

    /// A value that may have one of several shapes: finds the one that was meant, and judges the value by that one alone.
    fn any_of(&mut self, options: Vec<&'static Value>, name: &str, value: &DeValue, span: Range<usize>) {
        let fitting: Vec<&'static Value> = options.iter().copied().filter(|option| has_type_of(option, value)).collect();
        match (fitting.as_slice(), value) {
            ([], _) => {
                let mut expected: Vec<&str> = options.iter().map(|option| expected(option)).collect();
                expected.dedup();
                self.say(Code::WrongType, span, format!("{name}: expected {}, found {}", expected.join(" or "), found(value)), None);
            }
            ([_, _, ..], DeValue::Table(table)) => self.table_of(&fitting, name, table, span),
            ([only, ..], _) => self.value(only, name, value, span),
        }
    }

    /// A table that may have one of several shapes. One is told from the others by its marks, such as `go` in a hotspot.
    fn table_of(&mut self, options: &[&'static Value], name: &str, table: &DeTable, span: Range<usize>) {
        let marked = |option: &&'static Value| marks(option, options).iter().any(|mark| table.contains_key(*mark));
        let unmarked = |option: &&'static Value| required(option).next().is_none();
        if let Some(meant) = options.iter().copied().find(marked).or_else(|| options.iter().copied().find(unmarked)) {
            return self.table(meant, options, name, table, span);
        }
        if name == "`space`"
            && let Some(key) = table.keys().find(|key| SPACES_TO_COME.contains(&key.get_ref().as_ref()))
        {
            let message = format!("this version of Indenfor cannot show a `{}` yet", key.get_ref());
            return self.say(Code::NotYet, key.span(), message, "use a `panorama` or a `model`".to_owned());
        }
        let wanted: Vec<&str> = options.iter().flat_map(|option| marks(option, options)).collect();
        let mistyped = table.keys().find_map(|key| {
            let known = options.iter().any(|option| property(option, key.get_ref()).is_some());
            let help = did_you_mean(key.get_ref(), wanted.iter().copied())?;
            (!known).then_some((key, help))
        });
        match mistyped {
            Some((key, help)) => self.say(Code::UnknownKey, key.span(), format!("unknown key `{}` in {name}", key.get_ref()), help),
            None => self.say(Code::MissingKey, span, format!("{name} needs {}", listed(&wanted, "or")), None),
        }
    }
}

fn limit(schema: &Value, key: &str) -> Option<usize> {
    schema.get(key)?.as_u64().and_then(|limit| usize::try_from(limit).ok())
}

fn has_type_of(schema: &Value, value: &DeValue) -> bool {
    match (schema.get("type").and_then(Value::as_str), value) {
        (Some("string"), DeValue::Datetime(moment)) => is_date(schema) && moment.date.is_some() && moment.time.is_none(),
        (Some("string"), value) => value.is_str() && !is_date(schema),
        (Some("integer"), value) => value.is_integer(),
        (Some("number"), value) => value.is_integer() || value.is_float(),
        (Some("boolean"), value) => value.is_bool(),
        (Some("array"), value) => value.is_array(),
        (Some("object"), value) => value.is_table(),
        _ => true,
    }
}

fn is_date(schema: &Value) -> bool {
    schema.get("format").is_some_and(|format| format == "date")
}

/// What belongs there, in an author's words.
fn expected(schema: &Value) -> &'static str {
    match schema.get("type").and_then(Value::as_str) {
        Some("string") if is_date(schema) => "a date",
        Some("string") => "text",
        Some("integer") => "a whole number",
        Some("number") => "a number",
        Some("boolean") => "true or false",
        Some("array") => "a list",
        _ => "a table",
    }
}

/// What stands there, in an author's words.
fn found(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
