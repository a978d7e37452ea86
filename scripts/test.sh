#!/usr/bin/env bash
# Runs every test. The first run installs what is missing and fetches Monado, a real OpenXR runtime; later ones only test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

echo "== what the tests need"
scripts/setup.sh --tests
INDENFOR_MONADO=$(scripts/monado.sh)
export INDENFOR_MONADO

# On the software GPU whatever else the machine has: the same pictures everywhere.
mesa=$(scripts/mesa.sh)
for driver in "$mesa"/usr/share/vulkan/icd.d/lvp_icd*.json; do
  [ -r "$driver" ] && export VK_DRIVER_FILES=$driver
done
if [ -n "$mesa" ]; then
  export LD_LIBRARY_PATH=$mesa/usr/lib/x86_64-linux-gnu${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
fi

echo "== tests"
if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --locked
else
  cargo test --locked --lib --bins --tests
fi
echo "== examples in the documentation"
cargo test --locked --doc
