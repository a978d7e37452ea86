//! The voices and ambience of a scene, through kira.
