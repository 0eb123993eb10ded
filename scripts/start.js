// `npm start [-- what nativeport run takes]`: sets up, then runs the main job on examples/ping-pong. On a terminal it is
// live; without one it clicks the extension's button twice, shows the exchange and ends.
import process from 'node:process';
import { build, install, run } from './prepare.js';

install();
build();
run(process.execPath, ['examples/ping-pong/write-manifests.js'], { stdio: ['ignore', 'ignore', 'inherit'] });

const given = process.argv.slice(2);
const engine = given.some(
  (word, index) => word === '--engine=firefox' || (word === 'firefox' && given[index - 1] === '--engine'),
)
  ? 'firefox'
  : 'chromium';
const isLive = process.stdin.isTTY === true && process.stdout.isTTY === true;

run(process.execPath, [
  'dist/tools/cli/bin.js',
  'run',
  'examples/ping-pong/extension',
  '--hosts',
  `examples/ping-pong/hosts/${engine}`,
  ...(isLive ? [] : ['--click-action', '2', '--until-quiet']),
  ...given,
]);
