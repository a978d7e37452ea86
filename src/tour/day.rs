//! Days of the calendar, as far as consents need them.

use std::time::{SystemTime, UNIX_EPOCH};

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// Days since 1 January 1970.
    number: i64,
}

impl Day {
    /// A day of the Gregorian calendar; months and days are counted from 1.
    pub fn new(year: i32, month: u8, day: u8) -> Self {
        // Years that begin in March have their leap day at the end.
        let (year, month) = (i64::from(year), i64::from(month));
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        // From March on, months take 31, 30, 31, 30, 31 days, and again.
        let in_year = (153 * month + 2) / 5 + i64::from(day) - 1;
        Self { number: 365 * year + leap_days + in_year - 719_468 }
    }

    /// The day that it is in Greenwich.
    pub fn today() -> Self {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Self { number: (seconds / 86_400) as i64 }
    }

    /// How many days after this one `later` is; below zero where it is earlier.
    pub fn until(self, later: Self) -> i64 {
        later.number - self.number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        assert_eq!(Day::new(1970, 1, 1).number, 0);
        assert_eq!(Day::new(2026, 11, 22).number, 20_779);
        for (from, to, days) in [
            ((2028, 2, 28), (2028, 3, 1), 2),
            ((2026, 2, 28), (2026, 3, 1), 1),
            ((2100, 2, 28), (2100, 3, 1), 1),
            ((2000, 1, 1), (2001, 1, 1), 366),
            ((2026, 12, 31), (2027, 1, 1), 1),
            ((2027, 1, 1), (2026, 12, 31), -1),
        ] {
            let day = |(year, month, day)| Day::new(year, month, day);
            assert_eq!(day(from).until(day(to)), days, "{from:?} {to:?}");
        }
    }
}
