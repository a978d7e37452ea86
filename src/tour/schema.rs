//! The JSON schema of the tour file, made from [`model`](super::model), and what the check asks of it.

use std::sync::LazyLock;

use serde_json::Value;

use super::model::TourFile;

/// The JSON schema of the tour file (draft 7, which editors' TOML plugins read).
pub fn schema() -> Value {
    let mut schema = schemars::generate::SchemaSettings::draft07().into_generator().into_root_schema_for::<TourFile>().to_value();
    without_null(&mut schema);
    schema
}

/// The same, made once.
pub(super) fn root() -> &'static Value {
    static SCHEMA: LazyLock<Value> = LazyLock::new(schema);
    &SCHEMA
}

/// TOML has no null: what may be left out is simply not required.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Array(types)) = object.get_mut("type") {
                types.retain(|kind| kind != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    object.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(options)) = object.get_mut("anyOf") {
                options.retain(|option| option.get("type") != Some(&Value::from("null")));
                if let [only] = options.as_slice() {
                    // Beside other keys, draft 7 overlooks a bare `$ref`.
                    let only = Value::from(vec![only.clone()]);
                    object.remove("anyOf");
                    object.insert("allOf".to_owned(), only);
                }
            }
            object.values_mut().for_each(without_null);
        }
        Value::Array(values) => values.iter_mut().for_each(without_null),
        _ => {}
    }
}

/// Follows `$ref`, and `allOf` where it has one entry, to where something is said about the value itself.
pub(super) fn resolved(schema: &'static Value) -> &'static Value {
    let mut schema = schema;
    // The schema's references do not go round; should they ever, the count ends it.
    for _ in 0..8 {
        let all_of = schema.get("allOf").and_then(Value::as_array);
        let reference = schema.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
        schema = match (reference.and_then(|pointer| root().pointer(pointer)), all_of.map(Vec::as_slice)) {
            (Some(target), _) => target,
            (None, Some([only])) => only,
            _ => return schema,
        };
    }
    schema
}

/// The keys that a table of this shape must have.
pub(super) fn required(schema: &'static Value) -> impl Iterator<Item = &'static str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// What the schema says about a key of a table.
pub(super) fn property(schema: &'static Value, key: &str) -> Option<&'static Value> {
    schema.get("properties")?.get(key)
}

/// The keys that a table of this shape may have.
pub(super) fn properties(schema: &'static Value) -> impl Iterator<Item = &'static str> {
    schema.get("properties").and_then(Value::as_object).into_iter().flat_map(|known| known.keys().map(String::as_str))
}

/// For a table whose keys are the author's own names: how the names look, and what each one holds.
pub(super) fn named_entries(schema: &'static Value) -> Option<(&'static str, &'static Value)> {
    schema.get("patternProperties")?.as_object()?.iter().next().map(|(pattern, entry)| (pattern.as_str(), entry))
}

/// The keys that tell this shape from the others that a table may have: `go` from `story` and `look`.
pub(super) fn marks(shape: &'static Value, others: &[&'static Value]) -> Vec<&'static str> {
    required(shape)
        .filter(|key| others.iter().all(|other| std::ptr::eq(*other, shape) || !required(other).any(|also| also == *key)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tour::around::ADDRESS_PATTERN;
    use crate::tour::model::{LANGUAGE_PATTERN, NAME_PATTERN};

    /// What `shape.rs` acts on, and what only editors do.
    const UNDERSTOOD: &[&str] = &[
        "$ref",
        "$schema",
        "additionalProperties",
        "allOf",
        "anyOf",
        "default",
        "definitions",
        "description",
        "enum",
        "format",
        "items",
        "maxItems",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "pattern",
        "patternProperties",
        "properties",
        "required",
        "title",
        "type",
    ];

    fn keywords(schema: &Value, found: &mut Vec<String>) {
        let Some(object) = schema.as_object() else { return };
        for (key, value) in object {
            found.push(key.clone());
            match key.as_str() {
                "properties" | "patternProperties" | "definitions" => {
                    value.as_object().unwrap().values().for_each(|schema| keywords(schema, found));
                }
                "anyOf" | "allOf" => value.as_array().unwrap().iter().for_each(|schema| keywords(schema, found)),
                "items" | "additionalProperties" => keywords(value, found),
                _ => {}
            }
        }
    }

    #[test]
    fn the_check_understands_every_keyword_of_the_schema() {
        let mut found = Vec::new();
        keywords(&schema(), &mut found);
        found.retain(|keyword| !UNDERSTOOD.contains(&keyword.as_str()));
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn the_check_understands_every_pattern_and_format_of_the_schema() {
        fn walk(value: &Value, seen: &mut Vec<String>) {
            match value {
                Value::Object(object) => {
                    seen.extend(object.get("pattern").and_then(Value::as_str).map(str::to_owned));
                    if let Some(Value::Object(patterns)) = object.get("patternProperties") {
                        assert!(patterns.len() == 1);
                        seen.extend(patterns.keys().cloned());
                    }
                    object.values().for_each(|value| walk(value, seen));
                }
                Value::Array(values) => values.iter().for_each(|value| walk(value, seen)),
                _ => {}
            }
        }
        let mut seen = Vec::new();
        walk(&schema(), &mut seen);
        assert!(seen.len() > 4);
        assert!(seen.iter().all(|pattern| [LANGUAGE_PATTERN, NAME_PATTERN, ADDRESS_PATTERN].contains(&pattern.as_str())), "{seen:?}");
    }

    /// `INDENFOR_WRITE_SCHEMA=1 cargo test --lib tour::schema` writes it anew.
    #[test]
    fn the_schema_that_is_checked_in_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/tour.schema.json");
        let current = format!("{:#}\n", schema());
        if std::env::var_os("INDENFOR_WRITE_SCHEMA").is_some() {
            std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/assets")).unwrap();
            std::fs::write(path, &current).unwrap();
        }
        let checked_in = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
        assert!(checked_in == current, "assets/tour.schema.json is not current: run with INDENFOR_WRITE_SCHEMA=1");
    }
}
