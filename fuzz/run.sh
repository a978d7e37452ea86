#!/bin/bash
# fuzz/run.sh TARGET [SECONDS]: builds TARGET (ktx2, gltf, gpano, tiles or pictures) with a nightly compiler and runs it; see README.md here.
set -e
cd "$(dirname "$0")"
target=$1 seconds=${2:-300}
# What cargo-fuzz sets, but for the address sanitizer: there is no `unsafe` in what is fuzzed.
passes="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters"
passes="$passes -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares"
export RUSTFLAGS="$passes --cfg fuzzing -Cdebug-assertions -Coverflow-checks"
cargo +nightly build --release --locked --target x86_64-unknown-linux-gnu --bin "$target"
mkdir -p artifacts/"$target" found/"$target"
# What is new goes to found/, so that the corpus grows by choice alone.
target/x86_64-unknown-linux-gnu/release/"$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=3072 -max_len=16384 \
    -artifact_prefix=artifacts/"$target"/ found/"$target" corpus/"$target"
