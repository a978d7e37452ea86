#!/usr/bin/env bash
# Debian 12's software GPU (Mesa 22.3.6) draws both eyes into one picture. Where that is what the system has, this fetches Mesa 25
# from Debian 12's backports into a folder of its own and prints the folder; elsewhere it prints nothing.
#
#   scripts/mesa.sh [folder]          default: ~/.cache/indenfor/mesa
#
# To use it: VK_DRIVER_FILES=FOLDER/lvp_icd.json LD_LIBRARY_PATH=FOLDER/usr/lib/x86_64-linux-gnu
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/debian.sh
. "$scripts/debian.sh"

. /etc/os-release
if [ "${VERSION_CODENAME:-}" != bookworm ] || [ "$(dpkg --print-architecture)" != amd64 ]; then
  exit 0
fi
installed=$(dpkg-query --show --showformat '${Version}' mesa-vulkan-drivers 2>/dev/null || true)
if dpkg --compare-versions "${installed:-0}" ge 25; then
  exit 0
fi
folder=${1:-$(indenfor_cache)/mesa}
unpack_packages "$folder" /var/lib/dpkg/status "bookworm-backports bookworm" mesa-vulkan-drivers >&2
# The driver's own description names a place in the system; this one names where it lies.
library=$folder/usr/lib/x86_64-linux-gnu/libvulkan_lvp.so
printf '{"file_format_version": "1.0.0", "ICD": {"library_path": "%s", "api_version": "1.4.305"}}\n' "$library" >"$folder/lvp_icd.json"
echo "$folder"
