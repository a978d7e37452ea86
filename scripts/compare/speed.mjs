// Measures Indenfor beside browsers' viewers on one software rasteriser, in turns, and prints a table of ratios.
//   node speed.mjs PEERS CONTENT OUT [ROUNDS]
// PEERS is a copy of the harness `peers` after `npm install`, CONTENT a folder with cell_4096.jpg, cell_baked.glb and cell_plain.glb. Before it:
//   cargo build --release --example beside
// VK_DRIVER_FILES names the rasteriser's driver for both sides.
import fs from 'node:fs';
import path from 'node:path';
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const [peers, content, out, rounds = '3'] = process.argv.slice(2);
if (!out) throw new Error('node speed.mjs PEERS CONTENT OUT [ROUNDS]');
const icd = process.env.VK_DRIVER_FILES;
if (!icd) throw new Error('VK_DRIVER_FILES has to name the software driver (lvp_icd.json)');
const { memoryMiB } = await import(path.resolve(peers, 'proc.mjs'));
const program = path.resolve(import.meta.dirname, '../../target/release/examples/beside');
fs.mkdirSync(out, { recursive: true });

const EYE = '1.55,1.58,-1.85', FRAMES = 60;
const pano = path.resolve(content, 'cell_4096.jpg');
const models = ['cell_baked.glb', 'cell_plain.glb'].map(name => path.resolve(content, name));
const now = () => performance.timeOrigin + performance.now();
const median = values => { const s = [...values].sort((a, b) => a - b); return s.length % 2 ? s[s.length >> 1] : (s[s.length / 2 - 1] + s[s.length / 2]) / 2; };

// Launches ours, waits for the right picture, measures memory as the harness does, then frames.
async function ours(file, views, expected) {
  const seen = [FRAMES, ...(file.endsWith('.glb') ? [EYE] : []), ...(expected ? [expected.join(',')] : [])];
  const begun = now();
  const child = spawn(program, [file, views, ...seen].map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise(done => child.on('close', done));
  let peak = 0, watching = true;
  const watch = (async () => { while (watching) { peak = Math.max(peak, memoryMiB(child.pid).pss); await sleep(20); } })();
  const said = {};
  for await (const line of createInterface({ input: child.stdout })) {
    Object.assign(said, JSON.parse(line));
    if (said.first && !said.after) {
      await sleep(1600);
      watching = false;
      await watch;
      said.after = memoryMiB(child.pid).pss;
      child.stdin.end('\n');
    }
  }
  if (await ended !== 0) throw new Error(`${program} ${file} failed`);
  if (!said.right) console.error(`${file}: the middle is ${said.middle}, not ${expected}`);
  return { launch: said.first - begun, frame: median(said.frames), bare: said.bare && median(said.bare), peak, after: said.after, multiview: said.multiview };
}

// One case of the harness.
function theirs(round, only) {
  const folder = path.join(out, `peers-${round}`);
  const merged = path.join(folder, 'results.json');
  const arguments_ = ['run.mjs', '--out', path.resolve(folder), '--merge', path.resolve(merged), '--icd', icd, '--pano', pano,
    ...models.flatMap(file => ['--glb', `${file}=${EYE}`]), '--cold', '1', '--warm', '0', '--frames', '60', '--budget', '6', '--only', only];
  const ran = spawnSync('node', arguments_, { cwd: peers, stdio: ['ignore', 'inherit', 'inherit'] });
  if (ran.status !== 0) throw new Error('the harness failed');
  return JSON.parse(fs.readFileSync(merged)).cases;
}

const CASES = [[pano, 1], [pano, 2], ...models.flatMap(file => [[file, 1], [file, 2]])];
const all = [];
for (let round = 0; round < +rounds; round++) for (const [file, views] of CASES) {
  const name = path.basename(file);
  // Models are measured against three.js alone, which the others stand on.
  const beside = theirs(round, `${file === pano ? '' : '/three'}/${name.replace('.', '\\.')}/e${views}/`).filter(c => c.workload === name && c.eyes === views && !c.error);
  // The colour that is right is the picture's own for a panorama, and for a model ours: its light is not that of the browser's page.
  const measured = await ours(file, views, file === pano ? beside[0]?.expect : undefined);
  all.push({ round, name, views, ours: measured, theirs: beside.map(c => ({ peer: c.peer, launch: c.cold?.median, frame: c.tight.median, peak: c.memory.peak.pss, after: c.memory.after.pss })) });
  fs.writeFileSync(path.join(out, 'speed.json'), JSON.stringify(all, null, 1));
}

const lines = ['| | ours | beside it | ratio | goal |', '|---|---|---|---|---|'];
const of = (name, views) => all.filter(m => m.name === name && m.views === views);
const mine = (runs, what) => median(runs.map(run => run.ours[what]));
// The best of the others: the least of their medians.
const best = (runs, what) => [...new Set(runs.flatMap(run => run.theirs.map(t => t.peer)))]
  .map(peer => ({ peer, value: median(runs.flatMap(run => run.theirs.filter(t => t.peer === peer && t[what] != null).map(t => t[what]))) }))
  .filter(t => t.value > 0).sort((a, b) => a.value - b.value)[0];
const row = (what, ours, beside, value, ratio, goal, unit) => lines.push(`| ${what} | ${ours.toFixed(1)} ${unit} | ${beside} ${value.toFixed(1)} ${unit} | ${ratio.toFixed(2)} x | ${goal} |`);
const faster = (what, runs, key, goal) => { const b = best(runs, key), o = mine(runs, key); if (b) row(what, o, b.peer, b.value, b.value / o, goal, 'ms'); };
faster('launch to the first right picture, panorama', of('cell_4096.jpg', 1), 'launch', '3 x faster');
for (const views of [1, 2]) {
  const runs = of('cell_4096.jpg', views), o = mine(runs, 'frame'), bare = mine(runs, 'bare');
  row(`panorama, frame, ${views} view${views > 1 ? 's' : ''}${runs[0].ours.multiview ? ' by multiview' : ''}`, o, 'a bare lookup', bare, o / bare, 'at most 1.2 x', 'ms');
  faster(`panorama, frame, ${views} view${views > 1 ? 's' : ''}`, runs, 'frame', '');
}
for (const file of models) for (const views of [1, 2]) faster(`${path.basename(file)}, frame, 4 samples, ${views} view${views > 1 ? 's' : ''}`, of(path.basename(file), views), 'frame', '2 x faster');
for (const [name, most] of [['cell_4096.jpg', 200], ['cell_baked.glb', 250]]) { const runs = of(name, 1), b = best(runs, 'after'); row(`memory after load, ${name}`, mine(runs, 'after'), b.peer, b.value, b.value / mine(runs, 'after'), `at most ${most} MiB`, 'MiB'); }
fs.writeFileSync(path.join(out, 'speed.md'), lines.join('\n') + '\n');
console.log(lines.join('\n'));
