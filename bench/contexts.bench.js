// Ports, contexts, extensions and tabs by the thousand: what each takes of time and memory, and whether that stays flat.
// The method is in README.md. NATIVEPORT_BENCH_ROUNDS sets the number of rounds (default 5).
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describeMachine, median, tableOf } from './tools.js';

const ROUNDS = Number(process.env.NATIVEPORT_BENCH_ROUNDS ?? 5);
const ACCOUNT = path.join(import.meta.dirname, 'contexts/account.js');

/** The first of each group is what the others are compared with. */
const GROUPS = [
  {
    title: 'Open ports between two contexts',
    of: 'ports',
    rows: [10, 100, 1000, 10_000].map((ports) => ({
      row: `${ports.toLocaleString('en')} ports`,
      extensions: 1,
      tabs: 1,
      ports,
    })),
  },
  {
    title: 'Content scripts, each with one port',
    of: 'contexts',
    rows: [
      { row: '10 tabs', extensions: 1, tabs: 10, ports: 10 },
      { row: '200 tabs', extensions: 1, tabs: 200, ports: 200 },
      { row: '1,000 tabs', extensions: 1, tabs: 1000, ports: 1000 },
      { row: '10 extensions in 1 tab', extensions: 10, tabs: 1, ports: 10 },
      { row: '10 extensions in 100 tabs', extensions: 10, tabs: 100, ports: 1000 },
    ],
  },
];

const each = (key, count) => (result, row) => result.ns[key] / row[count] / 1000;
const contextsOf = ({ extensions, tabs }) => extensions * tabs;
const ASKS = 200;

// biome-ignore format: a table reads best in columns
const COLUMNS = [
  { column: 'open a context',       of: ['contexts'],          value: (result, row) => result.ns.open / contextsOf(row) / 1000 },
  { column: 'close it',             of: ['contexts'],          value: (result, row) => result.ns.close / contextsOf(row) / 1000 },
  { column: 'open a port',          of: ['ports', 'contexts'], value: each('connect', 'ports') },
  { column: 'a message over it',    of: ['ports', 'contexts'], value: each('post', 'ports') },
  { column: 'one back',             of: ['ports', 'contexts'], value: each('postBack', 'ports') },
  { column: 'close it',             of: ['ports', 'contexts'], value: each('disconnect', 'ports') },
  { column: '`runtime.sendMessage`', of: ['ports', 'contexts'], value: (result) => result.ns.ask / ASKS / 1000 },
  { column: '`tabs.sendMessage`',   of: ['ports', 'contexts'], value: (result) => result.ns.askTab / ASKS / 1000 },
];

export async function run() {
  const parts = [];
  for (const engine of ['chromium', 'firefox']) {
    for (const group of GROUPS) parts.push(account(engine, group));
  }
  return parts.join('\n');
}

function account(engine, { title, of, rows }) {
  const results = new Map(rows.map((row) => [row, []]));
  for (let round = 1; round <= ROUNDS; round += 1) {
    process.stderr.write(`${title}, as in ${engine}, ${round} of ${ROUNDS} ...\n`);
    for (const row of round % 2 === 0 ? [...rows].reverse() : rows) results.get(row).push(measure(engine, row));
  }
  const columns = COLUMNS.filter((column) => column.of.includes(of));
  const lines = rows.map((row) => [
    row.row,
    ...columns.map(({ value }) => {
      const timesOf = (each) => results.get(each).map((result) => value(result, each));
      const text = format(median(timesOf(row)));
      if (row === rows[0]) return text;
      const before = timesOf(rows[0]);
      return `${text} (${median(timesOf(row).map((time, round) => time / before[round])).toFixed(2)})`;
    }),
    ...memoryOf(row, results.get(row), of),
  ]);
  const header = [
    '',
    ...columns.map(({ column }) => `${column} (µs)`),
    `heap per ${of === 'ports' ? 'port' : 'context'} (KB)`,
    'RSS (KB)',
    'heap left (KB)',
  ];
  return [
    `### ${title}, as in ${engine === 'chromium' ? 'Chromium' : 'Firefox'}`,
    '',
    `${describeMachine()}; all cores; ${ROUNDS} rounds. Median, and in brackets how many times ` +
      'as much it is as in the first row.',
    '',
    tableOf(header, lines),
    '',
  ].join('\n');
}

/** Memory is worth a look where there is much of it. */
function memoryOf(row, results, of) {
  const count = of === 'ports' ? row.ports : contextsOf(row);
  if (count < 100) return ['', '', ''];
  const bytes = results.map((result) => result.bytes);
  const per = (key) => format(median(bytes.map((each) => each[key])) / count / 1000);
  return of === 'ports'
    ? [per('ports'), per('portsRss'), per('leftByPorts')]
    : [per('contexts'), per('contextsRss'), per('left')];
}

function measure(engine, { extensions, tabs, ports }) {
  const repeats = Math.min(50, Math.max(12, Math.ceil(3000 / ports))); // the code is warm for most of them
  const plan = JSON.stringify({ engine, extensions, tabs, ports, repeats, asks: ASKS });
  const printed = execFileSync(process.execPath, ['--expose-gc', ACCOUNT, plan], { encoding: 'utf8' });
  const { bytes, passes } = JSON.parse(printed);
  const ns = Object.fromEntries(Object.keys(passes[0]).map((key) => [key, median(passes.map((pass) => pass[key]))]));
  return { bytes, ns };
}

const format = (number) => (Math.abs(number) >= 100 ? Math.round(number).toLocaleString('en') : number.toPrecision(2));
