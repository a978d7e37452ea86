#!/usr/bin/env bash
# Draws the cases of cases.json with Indenfor and with others, and tells how much they differ: target/compare/table.md, docs/compare.
# Needs Node 20, npm and Chromium (`apt-get install chromium`). INDENFOR_CONTENT is a folder with cell_baked.glb and cell_plain.glb, if
# there is one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

npm install --prefix scripts/compare --no-audit --no-fund --silent
cargo test --locked --test compare -- --ignored --exact ours_are_drawn
node scripts/compare/draw.mjs target/compare
cargo test --locked --test compare -- --ignored --exact --nocapture ours_look_like_theirs
