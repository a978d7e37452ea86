//! How long a step of the walk takes.
fn main() {
    divan::main();
}
