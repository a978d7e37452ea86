#!/usr/bin/env bash
# Installs what building and running Indenfor needs on Debian 12 or Ubuntu 24.04 that has Rust; with --tests, what its tests need too.
#
#   scripts/setup.sh [--tests]
#
# Installs as root or with sudo. Where it may do neither, it says what is missing, and goes on if the program can be built all the
# same; else it ends with 3. Where nothing is missing it asks nobody and takes no time.
set -euo pipefail

# To build: a linker for Rust, and ALSA for sound.
packages=(gcc libc6-dev pkg-config libasound2-dev)
# To run: the GPU (a software one too), the headset, and what a window loads when it opens.
packages+=(libvulkan1 mesa-vulkan-drivers libopenxr-loader1)
packages+=(libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0 libwayland-client0)
case "${1:-}" in
'') ;;
--tests)
  # g++ for comparing pictures; a screen in memory with windows, keys, mouse and screenshots; and what scripts/monado.sh checks signatures with.
  packages+=(g++ xvfb openbox xdotool imagemagick debian-archive-keyring)
  # A sound server whose devices come and go.
  packages+=(pulseaudio pulseaudio-utils libasound2-plugins)
  ;;
*)
  echo "usage: scripts/setup.sh [--tests]" >&2
  exit 2
  ;;
esac

missing=()
if command -v dpkg-query >/dev/null; then
  installed=$(dpkg-query --show --showformat '${db:Status-Abbrev}${Package}\n' "${packages[@]}" 2>/dev/null || true)
  for package in "${packages[@]}"; do
    grep -qx "ii $package" <<<"$installed" || missing+=("$package")
  done
fi

if [ ${#missing[@]} -gt 0 ]; then
  # A person at a terminal can be asked for their password; nobody else can.
  if [ "$(id -u)" = 0 ]; then
    root=(env)
  elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    root=(sudo)
  else
    root=()
  fi
  if [ ${#root[@]} -eq 0 ] || ! command -v apt-get >/dev/null; then
    echo "Missing here, and installing needs root or sudo: apt-get install ${missing[*]}" >&2
  else
    echo "Installing: ${missing[*]}"
    "${root[@]}" apt-get update -qq &&
      "${root[@]}" env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes apt-get install -qq --yes --no-install-recommends "${missing[@]}" >/dev/null ||
      echo "Could not install: ${missing[*]}" >&2
  fi
fi

# Whatever packages it comes from: without these nothing can be built.
lacking=()
# The distributions' own Rust is too old, and cargo would say so in words that help nobody.
rust=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' "$(dirname "${BASH_SOURCE[0]}")/../Cargo.toml")
found=$(command -v cargo >/dev/null && rustc --version | cut -d ' ' -f 2 || true)
if [ -z "$found" ]; then
  lacking+=("Rust $rust or newer (https://rustup.rs)")
elif ! printf '%s\n' "$rust" "$found" | sort --check=quiet --version-sort; then
  lacking+=("Rust $rust or newer (https://rustup.rs; here is $found)")
fi
command -v cc >/dev/null || lacking+=("a C compiler (cc)")
command -v pkg-config >/dev/null && pkg-config --exists alsa || lacking+=("ALSA's headers with pkg-config (libasound2-dev)")
if [ ${#lacking[@]} -gt 0 ]; then
  printf 'Indenfor cannot be built without %s\n' "${lacking[@]}" >&2
  exit 3
fi
