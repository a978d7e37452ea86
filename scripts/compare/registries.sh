#!/usr/bin/env bash
# Has `indenfor check` load every glTF that these packages of npm and crates.io carry, and prints what it says of each but for its size.
# Needs npm, curl and Python, and `cargo build --release`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

npm="@webxr-input-profiles/assets@1.0.20"
crates="easy-gltf-1.1.5 gltf-json-1.4.1 gltf-validator-0.3.0 gltfgen-0.9.1 kiss3d-0.47.0 l3d-0.3.0 mugltf-0.1.2 stardust-xr-fusion-0.53.0-rc.1"
program=$PWD/target/release/indenfor
mkdir -p target/registries
cd target/registries

[ -d profiles ] || { mkdir profiles && npm pack --silent "$npm" | xargs -I{} tar xzf {} -C profiles; }
for crate in $crates; do
    name=$(sed -E 's/-[0-9]+\.[0-9]+\..*//' <<<"$crate")
    [ -d "$crate" ] || curl -sSfL "https://static.crates.io/crates/$name/$crate.crate" | tar xz
done

python3 - "$program" <<'P'
import collections, pathlib, subprocess, sys
said = collections.Counter()
for model in sorted(path for path in pathlib.Path('.').rglob('*') if path.suffix in ('.glb', '.gltf')):
    tour = model.parent / 'tour.toml'
    tour.write_text(f'''format = 1
id = "registries"
title = "A model"
languages = ["en"]
start = "here"
[locations.here]
title = "Here"
space = {{ model = "{model.name}" }}
''')
    told = subprocess.run([sys.argv[1], 'check', model.parent], capture_output=True, text=True, timeout=120)
    tour.unlink()
    lines = [line for line in told.stderr.splitlines() if line.startswith(('error', 'warning')) and 'odd-stand' not in line]
    for line in lines:
        print(f'{model}: {line}')
    if told.returncode not in (0, 1):
        sys.exit(f'{model}: check ended with {told.returncode}: {told.stderr}')
    said['refused' if any(line.startswith('error') for line in lines) else 'shown with a word' if lines else 'shown'] += 1
print(dict(said))
P
