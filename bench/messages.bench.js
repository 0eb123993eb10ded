// Messages from a background to a content script: nativeport, the real browsers and @webext-core/fake-browser, by turns.
// The method is in README.md. NATIVEPORT_BENCH_ROUNDS sets the number of rounds (default 5).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startFake, startInOneThread, startInThreads, startOverMessagePort, startReal } from './messages/sides.js';
import { describeMachine, importDriver, median, tableOf } from './tools.js';

const ROUNDS = Number(process.env.NATIVEPORT_BENCH_ROUNDS ?? 5);

// biome-ignore format: a table reads best in columns
const ROWS = [
  { row: 'port, one way (messages/s)',                        key: 'oneWay' },
  { row: 'port, one way, 8 KB of records (messages/s)',       key: 'records' },
  { row: 'port, there and back, one at a time (trips/s)',     key: 'oneDeep' },
  { row: 'port, there and back, 100 on their way (trips/s)',  key: 'hundredDeep' },
  { row: '`sendMessage`, answered, one at a time (answers/s)', key: 'answers' },
  { row: '`sendMessage`, answered, 100 on their way (answers/s)', key: 'hundredAnswers' },
];

const ENGINES = [
  { engine: 'chromium', format: 'JSON', driver: 'chromium.ts', start: 'startChromium' },
  { engine: 'firefox', format: 'structured clone', driver: 'firefox.ts', start: 'startFirefox' },
];

export async function run() {
  const folder = mkdtempSync(path.join(tmpdir(), 'nativeport-bench-'));
  try {
    const parts = [];
    for (const row of ENGINES) parts.push(await compare(row, folder));
    return parts.join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare({ engine, format, driver, start }, folder) {
  const { findBrowser } = await importDriver('find.ts', folder);
  const search = findBrowser(engine);
  if (!search.found) process.stderr.write(`${search.label} is left out: ${search.howToInstall}\n`);
  const sides = [
    { name: 'nativeport, one thread', ...(await startInOneThread(engine)) },
    { name: 'nativeport, over a `MessagePort`', ...(await startOverMessagePort(engine)) },
    { name: 'nativeport, threads and a page', ...(await startInThreads(engine)) },
  ];
  if (search.found) sides.push(await startReal(await (await importDriver(driver, folder))[start](search.program)));
  sides.push({ name: 'fake-browser', ...(await startFake()) });
  const rounds = [];
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      process.stderr.write(`messages as in ${engine}, ${round} of ${ROUNDS} ...\n`);
      const results = new Map();
      for (const side of round % 2 === 0 ? sides : [...sides].reverse()) results.set(side, await side.measure());
      if (round > 0) rounds.push(results); // the first one warms all up
    }
  } finally {
    await Promise.all(sides.map((side) => side.close()));
  }
  const lines = ROWS.map(({ row, key }) => [row, ...sides.map((side) => cellOf(rounds, side, sides[0], key))]);
  return [
    `## Messages: ${format}, as in ${engine === 'chromium' ? 'Chromium' : 'Firefox'}`,
    '',
    `${describeMachine()}; all cores; ${ROUNDS} rounds. Median, and in brackets how many times faster nativeport in one ` +
      'thread is, as the median of the pairs.',
    '',
    tableOf(['', ...sides.map(({ name }) => name)], lines),
    '',
  ].join('\n');
}

function cellOf(rounds, side, own, key) {
  const values = rounds.map((results) => results.get(side)[key]);
  if (values[0] === undefined) return 'has none';
  const text = Math.round(median(values)).toLocaleString('en');
  if (side === own) return `**${text}**`;
  const ratios = rounds.map((results) => results.get(own)[key] / results.get(side)[key]);
  return `${text} (${median(ratios).toPrecision(2)})`;
}
