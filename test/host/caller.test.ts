import { describe, expect, it } from 'vitest';
import { parseCaller } from '../../src/host/index.js';
import { startHost } from './hosts.js';

const ID = 'knldjmfmopnpolahpmmgbagdohdnhkik';
const ORIGIN = `chrome-extension://${ID}/`;
const MANIFEST = '/home/me/.mozilla/native-messaging-hosts/ping_pong.json';
const WINDOWS_MANIFEST = 'C:\\Program Files\\Ping\\ping_pong.json';
const UUID = '{daf44bf7-a45e-4450-979c-91cf07434c3d}';

const CALLERS = [
  { when: 'Chromium', args: [ORIGIN], caller: { family: 'chromium', origin: ORIGIN, extensionId: ID } },
  {
    when: 'Chromium on Windows, from a window (P2)',
    args: [ORIGIN, '--parent-window=197310'],
    caller: { family: 'chromium', origin: ORIGIN, extensionId: ID, window: 197310 },
  },
  {
    when: 'Chromium on Windows, from a worker (P2)',
    args: [ORIGIN, '--parent-window=0'],
    caller: { family: 'chromium', origin: ORIGIN, extensionId: ID },
  },
  {
    when: 'Chromium with a reconnect command (P4)',
    args: [ORIGIN, '--reconnect-command=WyJhIl0=', '--native-messaging-connect-id=x'],
    caller: { family: 'chromium', origin: ORIGIN, extensionId: ID },
  },
  {
    when: 'a launcher that puts arguments before',
    args: ['--verbose', ORIGIN],
    caller: { family: 'chromium', origin: ORIGIN, extensionId: ID },
  },
  {
    when: 'Firefox, with an id like an address',
    args: [MANIFEST, 'ping@example.org'],
    caller: { family: 'gecko', manifestPath: MANIFEST, addonId: 'ping@example.org' },
  },
  {
    when: 'Firefox on Windows, with a UUID',
    args: [WINDOWS_MANIFEST, UUID],
    caller: { family: 'gecko', manifestPath: WINDOWS_MANIFEST, addonId: UUID },
  },
  { when: 'a terminal', args: [], caller: { family: 'unknown', args: [] } },
  {
    when: 'a terminal, with arguments',
    args: ['--help', 'settings.json', 'x'],
    caller: { family: 'unknown', args: ['--help', 'settings.json', 'x'] },
  },
  {
    when: 'an origin with a wrong id',
    args: ['chrome-extension://z/'],
    caller: { family: 'unknown', args: ['chrome-extension://z/'] },
  },
];

describe('the arguments tell who called', () => {
  it.each(CALLERS)('$when', ({ args, caller }) => {
    expect(parseCaller(args)).toEqual(caller);
  });

  it.each(CALLERS.slice(0, 7))('a real process: $when', async ({ args, caller }) => {
    expect(await startHost('tells-its-caller', { args }).receive(1)).toEqual([caller]);
  });
});
