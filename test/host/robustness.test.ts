import { describe, it } from 'vitest';
import { type Channel, noPipesReason } from '../fixtures/raw-process.js';
import { type HostUnderTest, ROBUSTNESS } from '../fixtures/robustness.js';
import { commandOf, startCommand } from './hosts.js';

const sdk: HostUnderTest = {
  echo: commandOf('echo'),
  measure: commandOf('measures'),
  sendLength: commandOf('sends-length'),
  print: commandOf('prints-to-stdout'),
};

if (noPipesReason) console.warn(`robustness over true pipes is left out: ${noPipesReason}`);

describe.each<{ channel: Channel }>([{ channel: 'socket' }, ...(noPipesReason ? [] : [{ channel: 'pipe' as const }])])(
  'a host on the SDK, over a $channel, survives when',
  ({ channel }) => {
    it.each(ROBUSTNESS)('$when', async ({ check }) => {
      await check(sdk, (command, options) => startCommand(command, { ...options, channel }));
    });
  },
);
