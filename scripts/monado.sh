#!/usr/bin/env bash
# Fetches what the tests of the headset run on: Monado 25 (a real OpenXR runtime), the OpenXR loader, Mesa 25's software GPU,
# and the validation layers of OpenXR and Vulkan, from Debian 13, into a folder of their own. Prints that folder.
#
#   scripts/monado.sh [folder]        default: ~/.cache/indenfor/monado
#
# The first run takes about 170 MB and a minute; later ones nothing. Nothing outside the folder changes; no root is needed.
# tests/support/program.rs says how a program is run on what lies there, with and without the validation layers.
# Debian 13's own packages are unpacked on a Debian 13 too: one way for all machines, and the same versions everywhere.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/debian.sh
. "$scripts/debian.sh"

if [ "$(dpkg --print-architecture)" != amd64 ]; then
  echo "$0: the headset's tests run on amd64 only" >&2
  exit 3
fi
folder=${1:-$(indenfor_cache)/monado}
unpack_packages "$folder" /dev/null trixie \
  monado-service libopenxr1-monado libopenxr-loader1 libopenxr-utils openxr-layer-corevalidation \
  mesa-vulkan-drivers vulkan-validationlayers >&2
echo "$folder"
