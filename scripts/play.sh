#!/usr/bin/env bash
# Walks a tour: in the headset if there is one, else in a window, else by itself into pictures.
#
#   scripts/play.sh [tour] [--headset | --window | --headless] …     everything that `indenfor play --help` tells
#
# Paths are looked for where you call it. The first run installs what is missing and builds; later ones start at once.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$root/scripts/setup.sh"
if [ ! -e "${CARGO_TARGET_DIR:-$root/target}/release/indenfor" ]; then
  echo "Building: several minutes, this time only"
fi
# Where nobody is logged in, Mesa's chooser of graphics cards looks for a Wayland session and calls its absence an error.
if [ -z "${XDG_RUNTIME_DIR:-}" ]; then
  export NODEVICE_SELECT=1
fi
exec cargo run --release --quiet --locked --manifest-path "$root/Cargo.toml" -- play "$@"
