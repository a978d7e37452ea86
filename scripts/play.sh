#!/usr/bin/env bash
# Walks a tour: in the headset if there is one, else in a window, else by itself into pictures.
#
#   scripts/play.sh [tour] [--headset | --window | --headless] …     everything that `indenfor play --help` tells
#
# Paths are looked for where you call it. The first run installs what is missing and builds; later ones start at once.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$root/scripts/setup.sh"
exec cargo run --release --quiet --locked --manifest-path "$root/Cargo.toml" -- play "$@"
