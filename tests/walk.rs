//! Visits, played from beginning to end.

mod walk {
    mod generated;
    pub mod houses;
    pub mod visitor;
    mod whole_visit;
}
