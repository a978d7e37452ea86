//! One file for each thing drawn, and the views they are drawn for.
