// Draws with three.js, Photo Sphere Viewer and Pannellum, in headless Chromium, what tests/compare.rs has drawn.
//   node draw.mjs FOLDER    FOLDER/cases.json tells what; pictures go to FOLDER/theirs/CASE.RENDERER.png
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import puppeteer from 'puppeteer-core';

const here = import.meta.dirname;
const folder = path.resolve(process.argv[2]);
const { size, surroundings, cases } = JSON.parse(fs.readFileSync(path.join(folder, 'cases.json')));
const RENDERERS = { model: ['three'], panorama: ['psv', 'pannellum'] };
// Mesa's software Vulkan, where it is named, so that both sides share a rasteriser; else the browser's own.
const GPU = process.env.VK_DRIVER_FILES
  ? ['--use-angle=vulkan', '--ignore-gpu-blocklist', '--disable-gpu-driver-bug-workarounds']
  : ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

// /pages/... and /node_modules/... are beside this file; /file/N is the N-th case's; /surroundings.f32 is the light all around.
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.jpg': 'image/jpeg' };
const server = http.createServer((request, response) => {
  const asked = decodeURIComponent(new URL(request.url, 'http://x').pathname);
  const nth = /^\/file\/(\d+)/.exec(asked)?.[1];
  const file = nth ? cases[nth].file
    : asked === '/surroundings.f32' ? path.join(folder, 'surroundings.f32')
    : /^\/(pages|node_modules)\//.test(asked) ? path.join(here, path.normalize(asked)) : null;
  if (!file || !fs.existsSync(file) || !fs.statSync(file).isFile()) return response.writeHead(404).end();
  response.writeHead(200, { 'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
  fs.createReadStream(file).pipe(response);
});
await new Promise(listens => server.listen(0, '127.0.0.1', listens));
const base = `http://127.0.0.1:${server.address().port}`;

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--force-device-scale-factor=1', '--force-color-profile=srgb', ...GPU],
  defaultViewport: { width: size, height: size },
  protocolTimeout: 300000,
});
fs.mkdirSync(path.join(folder, 'theirs'), { recursive: true });
try {
  for (const [nth, what] of cases.entries()) for (const renderer of RENDERERS[what.kind]) {
    const page = await browser.newPage();
    page.on('pageerror', error => console.error(`${what.name}, ${renderer}: ${error.message}`));
    await page.goto(`${base}/pages/${renderer}.html`);
    await page.waitForFunction('window.picture', { timeout: 60000 });
    const url = await page.evaluate((what, size, light) => window.picture(what, size, light), { ...what, file: `${base}/file/${nth}` }, size, surroundings);
    fs.writeFileSync(path.join(folder, 'theirs', `${what.name}.${renderer}.png`), Buffer.from(url.split(',')[1], 'base64'));
    console.log(`${what.name}: ${renderer}`);
    await page.close();
  }
} finally {
  await browser.close();
  server.close();
}
