// The browser's side: the same extension and the same C host in nativeport and in a real Chromium, by turns.
// The method is in README.md. NATIVEPORT_BENCH_ROUNDS sets the number of rounds (default 5).
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compile, describeMachine, importDriver, median, tableOf } from './tools.js';

const ROUNDS = Number(process.env.NATIVEPORT_BENCH_ROUNDS ?? 5);
const EXTENSION = path.join(import.meta.dirname, 'extension');
const HOST = 'org.nativeport.bench';

const ROWS = [
  { row: '`connectNative` to first echo (ms)', value: ({ connects }) => median(connects), best: 'low' },
  { row: 'one at a time (round trips/s)', value: ({ oneDeep }) => oneDeep, best: 'high' },
  { row: '100 on their way (round trips/s)', value: ({ hundredDeep }) => hundredDeep, best: 'high' },
];

export async function run() {
  const folder = mkdtempSync(path.join(tmpdir(), 'nativeport-bench-'));
  try {
    const { findBrowser } = await importDriver('find.ts', folder);
    const search = findBrowser('chromium');
    if (search.found) return await compareWith(search.program, folder);
    return `## Chromium and nativeport\n\nLeft out: ${search.label} is not installed. ${search.howToInstall}\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareWith(program, folder) {
  const [host] = compile('hosts/host.c');
  const { startChromium } = await importDriver('chromium.ts', folder);
  const nativeport = await startNativeport(host, folder);
  const chromium = await startReal(await startChromium(program), host, nativeport.extensionId);
  const pairs = [];
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      process.stderr.write(`${chromium.name} and nativeport, ${round} of ${ROUNDS} ...\n`);
      const pair = {};
      for (const name of round % 2 === 0 ? ['nativeport', 'chromium'] : ['chromium', 'nativeport']) {
        pair[name] = await (name === 'chromium' ? chromium : nativeport).measure();
      }
      if (round > 0) pairs.push(pair); // the first one warms both up
    }
  } finally {
    await Promise.all([chromium.close(), nativeport.close()]);
  }
  return [
    '## Chromium and nativeport',
    '',
    `${describeMachine()}; ${chromium.name}; all cores; ${ROUNDS} rounds. Median, in brackets the range; how many times ` +
      'better nativeport is, as the median of the pairs.',
    '',
    tableOf(
      ['', 'nativeport', 'Chromium', 'times better'],
      ROWS.map((row) => cellsOf(row, pairs)),
    ),
    '',
  ].join('\n');
}

function cellsOf({ row, value, best }, pairs) {
  const own = pairs.map(({ nativeport }) => value(nativeport));
  const theirs = pairs.map(({ chromium }) => value(chromium));
  const ratios = own.map((number, index) => (best === 'high' ? number / theirs[index] : theirs[index] / number));
  return [row, withRange(own), withRange(theirs), median(ratios).toFixed(1)];
}

/** The extension's code in this very realm, as an embedder has it. */
async function startNativeport(host, folder) {
  const { createBrowser } = await import('../dist/browser/node.js'); // is built before this runs
  const browser = createBrowser({ engine: 'chromium', home: folder, hostDirectories: [folder] });
  const extension = await browser.loadExtension(EXTENSION);
  await writeManifest(folder, host, extension.id);
  const lines = lineByLine();
  const { chrome } = extension.attach();
  const code = await readFile(path.join(EXTENSION, 'background.js'), 'utf8');
  new Function('chrome', 'console', code)(chrome, { log: lines.heard });
  return {
    extensionId: extension.id,
    async measure() {
      const line = lines.next();
      extension.click();
      return JSON.parse(await line);
    },
    close: () => browser.close(),
  };
}

async function startReal(driver, host, extensionId) {
  await writeManifest(driver.hostManifests, host, extensionId);
  const lines = lineByLine();
  const ready = lines.next();
  const loaded = await driver.load(EXTENSION, ({ text }) => lines.heard(text));
  await ready;
  return {
    name: driver.name,
    async measure() {
      const line = lines.next();
      await loaded.clickAction();
      return JSON.parse(await line);
    },
    close: () => driver.close(),
  };
}

async function writeManifest(folder, host, extensionId) {
  const allowed = [`chrome-extension://${extensionId}/`];
  const manifest = { name: HOST, description: 'Echo', path: host, type: 'stdio', allowed_origins: allowed };
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `${HOST}.json`), JSON.stringify(manifest));
}

/** Console lines, each asked for before it comes. */
function lineByLine() {
  let resolve = () => undefined;
  return {
    heard: (text) => resolve(text),
    next: () =>
      new Promise((resolveLine) => {
        resolve = resolveLine;
      }),
  };
}

const withRange = (numbers) =>
  `${format(median(numbers))} (${format(Math.min(...numbers))} – ${format(Math.max(...numbers))})`;
const format = (number) => (number >= 100 ? Math.round(number).toLocaleString('en') : number.toFixed(2));
