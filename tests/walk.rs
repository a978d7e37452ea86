//! Visits, played from beginning to end.

mod walk {
    mod ahead;
    mod every_means;
    mod flicker;
    mod generated;
    pub mod houses;
    #[path = "../support/joints.rs"]
    mod joints;
    mod lines;
    mod reach;
    mod sample_tour;
    mod stages;
    pub mod visitor;
    mod welcome_aloud;
    mod whole_visit;
}
