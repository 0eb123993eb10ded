// A user's test, from launching an extension to the first echo that its content script gets from its background.
// The method is in README.md. NATIVEPORT_BENCH_ROUNDS sets the number of rounds (default 5); each starts two processes.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describeMachine, median, tableOf } from './tools.js';

const ROUNDS = Number(process.env.NATIVEPORT_BENCH_ROUNDS ?? 5);
const ONCE = path.join(import.meta.dirname, 'first-echo/once.js');

const ROWS = [
  { row: '`launchExtension`', key: 'launch' },
  { row: '`openTab`, until the page is complete', key: 'open' },
  { row: 'until the test has heard of the echo', key: 'echo' },
  { row: '**all of it**', key: 'all' },
  { row: 'the next tab', key: 'next' },
];

export async function run() {
  const runs = [];
  for (let round = 1; round <= 2 * ROUNDS; round += 1) {
    process.stderr.write(`first echo, ${round} of ${2 * ROUNDS} ...\n`);
    for (const engine of round % 2 === 0 ? ['firefox', 'chromium'] : ['chromium', 'firefox']) {
      runs.push({ engine, times: JSON.parse(execFileSync(process.execPath, [ONCE, engine], { encoding: 'utf8' })) });
    }
  }
  const cell = (engine, nth, key) => {
    const of = runs.filter((each) => each.engine === engine).map(({ times }) => times[nth][key]);
    return `${median(of).toFixed(0)} (${Math.min(...of).toFixed(0)} – ${Math.max(...of).toFixed(0)})`;
  };
  return [
    '## First echo',
    '',
    `${describeMachine()}; all cores; ${2 * ROUNDS} processes each. Milliseconds, median and range.`,
    '',
    tableOf(
      ['', 'Chromium, first in the process', 'second', 'Firefox, first in the process', 'second'],
      ROWS.map(({ row, key }) => [
        row,
        ...['chromium', 'firefox'].flatMap((engine) => [cell(engine, 0, key), cell(engine, 1, key)]),
      ]),
    ),
    '',
  ].join('\n');
}
