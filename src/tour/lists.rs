//! Lists in files that may have been made to fill the memory.

use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};

/// No list of a file that people made is longer than this.
const MAX_LIST: usize = 100_000;

/// Reads a list of at most 100,000 entries; for `#[serde(deserialize_with)]`.
pub(crate) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    struct List<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
        type Value = Vec<T>;

        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Vec<T>, A::Error> {
            let mut items = Vec::new();
            while let Some(item) = sequence.next_element()? {
                if items.len() == MAX_LIST {
                    return Err(A::Error::custom(format_args!("a list of more than {MAX_LIST} entries")));
                }
                items.push(item);
            }
            // A list that grew holds room for as much again.
            items.shrink_to_fit();
            Ok(items)
        }
    }
    deserializer.deserialize_seq(List(PhantomData))
}
