//! Visits, played from beginning to end.

mod walk {
    mod generated;
    pub mod houses;
    mod lines;
    mod reach;
    mod sample_tour;
    mod stages;
    pub mod visitor;
    mod whole_visit;
}
