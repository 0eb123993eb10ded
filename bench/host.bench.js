// The host SDK against its peers and against two floors: a loop written by hand in Node, and a host in C.
// The method is in README.md. NATIVEPORT_BENCH_ROUNDS sets the number of rounds (default 5).
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { compile, describeMachine, installPeers, median, onOneCore, tableOf } from './tools.js';

const ROUNDS = Number(process.env.NATIVEPORT_BENCH_ROUNDS ?? 5);
const ALL_AT_ONCE = 1_000_000_000;

const perSecond =
  (count) =>
  ({ elapsedNs }) =>
    count / (elapsedNs / 1e9);
const milliseconds = ({ elapsedNs }) => elapsedNs / 1e6;
const LOSES = 'loses messages';

// `slow` hosts copy what they hold again with each chunk, which takes a quarter of a minute for 60 MB: they run once.
// biome-ignore format: a table reads best in columns
const ROWS = [
  { row: 'start to first reply, fastest (ms)',      bytes: 20,         count: 1,      window: 1,           warmUp: 0,     value: ({ startNs }) => startNs / 1e6, best: 'low', fastest: true, rounds: 2 * ROUNDS },
  { row: '24 B, one at a time (round trips/s)',   bytes: 24,         count: 15_000, window: 1,           warmUp: 5000,  value: perSecond(15_000), best: 'high' },
  { row: '24 B, pipelined (messages/s)',          bytes: 24,         count: 200_000, window: ALL_AT_ONCE, warmUp: 20_000, value: perSecond(200_000), best: 'high', pipelined: true },
  { row: '278 B, one at a time (round trips/s)',  bytes: 278,        count: 15_000, window: 1,           warmUp: 5000,  value: perSecond(15_000), best: 'high' },
  { row: '64 KiB, one at a time (round trips/s)', bytes: 65_536,     count: 1000,   window: 1,           warmUp: 300,   value: perSecond(1000), best: 'high' },
  { row: '64 KiB, 8 deep (messages/s)',           bytes: 65_536,     count: 1000,   window: 8,           warmUp: 300,   value: perSecond(1000), best: 'high', pipelined: true },
  { row: '1 MiB, one at a time (round trips/s)',  bytes: 1_048_576,  count: 60,     window: 1,           warmUp: 20,    value: perSecond(60), best: 'high' },
  { row: '20,000 frames in one write (ms)',       bytes: 24,         count: 20_000, window: ALL_AT_ONCE, warmUp: 0,     value: milliseconds, best: 'low', pipelined: true },
  { row: '60 MB in, small reply (ms)',            bytes: 60_000_000, count: 1,      window: 1,           warmUp: 0,     value: milliseconds, best: 'low', mode: 'length', large: true },
  { row: '… peak memory of the host (MB)',        bytes: 60_000_000, count: 1,      window: 1,           warmUp: 0,     value: ({ peakKb }) => peakKb / 1000, best: 'low', mode: 'length', large: true },
  { row: '60 MB in and back (ms)',                bytes: 60_000_000, count: 1,      window: 1,           warmUp: 0,     value: milliseconds, best: 'low', large: true },
  { row: '… peak memory of the host (MB)',        bytes: 60_000_000, count: 1,      window: 1,           warmUp: 0,     value: ({ peakKb }) => peakKb / 1000, best: 'low', large: true },
];

const HOSTS = [
  { name: 'nativeport' },
  { name: 'bare loop', file: 'bare' },
  { name: 'chrome-native-messaging', slow: true },
  { name: 'web-ext-native-msg', slow: true },
  { name: 'node-native-messaging-host', slow: true, losesPipelined: true },
  { name: 'framed-stream' },
  { name: 'C, no JSON', isC: true },
];

export async function run() {
  installPeers();
  const [parent, cHost] = compile('parent.c', 'hosts/host.c');
  const env = { ...process.env };
  delete env.NODE_EXTRA_CA_CERTS; // costs Node 20 some 29 ms at each start

  const results = new Map();
  const measure = (host, { bytes, count, window, warmUp, mode = 'echo' }) => {
    const script = path.join(import.meta.dirname, 'hosts', `${host.file ?? host.name}.js`);
    const command = [
      parent,
      bytes,
      count,
      window,
      warmUp,
      ...(host.isC ? [cHost] : [process.execPath, script]),
      mode,
    ].map(String);
    const [file, ...args] = onOneCore ? onOneCore(command) : command;
    const { stdout } = spawnSync(file, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return JSON.parse(stdout);
  };

  const lines = [];
  for (const row of ROWS) {
    process.stderr.write(`${row.row} ...\n`);
    const key = JSON.stringify([row.bytes, row.count, row.window, row.warmUp, row.mode]);
    const samples = results.get(key) ?? sample(row, (host) => measure(host, row));
    results.set(key, samples);
    lines.push([row.row, ...HOSTS.map((host) => cellOf(row, samples.get(host), samples.get(HOSTS[0])))]);
  }
  return [
    '## The host SDK',
    '',
    `${describeMachine()}; ${onOneCore ? 'both ends on one core' : 'NOT on one core, as taskset is missing: latencies are noise up to 4×'}; ` +
      `${ROUNDS} rounds. Median, and in brackets how many times better nativeport is (median of the pairs).`,
    '',
    tableOf(['', ...HOSTS.map(({ name }) => name)], lines),
    '',
  ].join('\n');
}

/** Each round goes through the hosts forth and back (ABBA), so that a drift of the machine meets all alike. */
function sample({ rounds = ROUNDS, large, pipelined }, measure) {
  const samples = new Map(HOSTS.map((host) => [host, []]));
  for (let round = 0; round < rounds; round += 1) {
    const forth = HOSTS.filter((host) => !(host.losesPipelined && pipelined) && !(host.slow && large && round > 0));
    const pass = new Map(forth.map((host) => [host, []]));
    const back = [...forth].reverse().filter((host) => !(host.slow && large));
    for (const host of [...forth, ...back]) pass.get(host).push(measure(host));
    for (const [host, runs] of pass) samples.get(host).push(runs);
  }
  return samples;
}

function cellOf({ value, best, fastest }, rounds, own) {
  if (rounds.length === 0) return LOSES;
  const failed = rounds.flat().find((run) => run.failed);
  if (failed) return `fails: ${failed.failed}`;
  const of = (runs) => runs.reduce((sum, run) => sum + value(run), 0) / runs.length;
  if (fastest) {
    // A start waits for the disk and the scheduler, which only ever add to it.
    const [time, ownTime] = [rounds, own].map((all) => Math.min(...all.flat().map(value)));
    return rounds === own ? `**${format(time)}**` : `${format(time)} (${(time / ownTime).toFixed(2)})`;
  }
  const text = format(median(rounds.map(of)));
  if (rounds === own) return `**${text}**`;
  const ratios = rounds.map((runs, round) => (best === 'high' ? of(own[round]) / of(runs) : of(runs) / of(own[round])));
  return `${text} (${median(ratios).toFixed(2)})`;
}

const format = (number) => (number >= 1000 ? Math.round(number).toLocaleString('en') : number.toPrecision(3));
