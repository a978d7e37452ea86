//! A tour, looked at by all that can tell whether it will be seen: its own rules, and the loader of its models.

use std::path::Path;

use crate::media::{LoadError, try_model};
use crate::tour::{self, Finding, Report};

/// Everything that is wrong with the tour in a folder, and with each of its models as a visit would show it.
pub fn check(path: &Path) -> Report {
    tour::check_with(path, &mut |file, variant| match try_model(file, variant) {
        Ok((warnings, reach)) => {
            let left_out = warnings.into_iter().map(|warning| Finding::LeftOut(warning.fault.to_string()));
            left_out.chain([Finding::Reaches(reach)]).collect()
        }
        Err(LoadError::Model(error)) => vec![Finding::Refused(error.fault.to_string())],
        Err(error) => vec![Finding::Refused(error.to_string())],
    })
}
