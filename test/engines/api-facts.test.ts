import { describe, expect, it } from 'vitest';
import { ENGINES, type NativeFailureCode } from '../../src/engines/index.js';

const NOT_FOUND = 'Specified native messaging host not found.';
const EXITED = 'Native host has exited.';
const COMMUNICATION = 'Error when communicating with the native messaging host.';
const NO_SUCH = 'No such native application org.example.host';
const OPAQUE = 'An unexpected error occurred';
const SIZE = 'Native application tried to send a message of 1048577 bytes, which exceeds the limit of 1048576 bytes.';
const JUST_CLOSED = undefined;

// Each failure as extension code sees it. Chromium: native_message_host.cc, E1-E8; Firefox: section 11.
// biome-ignore format: a table reads best in columns
const ROWS: Record<NativeFailureCode, { ids: string; chromium: string; port: string | undefined; reply: string }> = {
  HOST_NAME_INVALID:   { ids: 'E1, H5, TR2, 11.1',   chromium: 'Invalid native messaging host name specified.',                                  port: NO_SUCH,     reply: NO_SUCH },
  PERMISSION_MISSING:  { ids: 'E7, C19',       chromium: 'Access to native messaging requires nativeMessaging permission.',               port: NO_SUCH,     reply: NO_SUCH },
  CALLER_IS_CONTENT_SCRIPT: { ids: '7.31, 8.11', chromium: 'Access to native messaging requires nativeMessaging permission.',          port: OPAQUE,      reply: OPAQUE },
  BLOCKED_BY_POLICY:   { ids: 'E8, TR9, 3.3.2', chromium: 'Access to the native messaging host was disabled by the system administrator.', port: NO_SUCH,     reply: NO_SUCH },
  HOST_NOT_FOUND:      { ids: 'E2, TR1, 8.6, 11.1',  chromium: NOT_FOUND,                                                                       port: NO_SUCH,     reply: NO_SUCH },
  MANIFEST_UNUSABLE:   { ids: 'E2, M1-M9, 2.19', chromium: NOT_FOUND,                                                                     port: NO_SUCH,     reply: NO_SUCH },
  CALLER_FORBIDDEN:    { ids: 'E3, TR3, 2.12', chromium: 'Access to the specified native messaging host is forbidden.',                   port: NO_SUCH,     reply: NO_SUCH },
  PATH_MISSING:        { ids: 'E2, M42, 4.10, 11.2', chromium: NOT_FOUND,                                                                       port: OPAQUE,      reply: OPAQUE },
  PATH_NOT_EXECUTABLE: { ids: 'P17, 4.10',     chromium: EXITED,                                                                          port: OPAQUE,      reply: OPAQUE },
  LAUNCH_FAILED:       { ids: 'E4, P19',       chromium: 'Failed to start native messaging host.',                                        port: OPAQUE,      reply: OPAQUE },
  HOST_EXITED:         { ids: 'E5, W13, 6.9, 8.5', chromium: EXITED,                                                                      port: JUST_CLOSED, reply: OPAQUE },
  FRAME_TOO_LARGE:     { ids: 'E6, W2, 5.6, 11.3',   chromium: COMMUNICATION,                                                                   port: SIZE,        reply: SIZE },
  FRAME_EMPTY:         { ids: '5.7',           chromium: COMMUNICATION,                                                                   port: OPAQUE,      reply: OPAQUE },
  MESSAGE_NOT_JSON:    { ids: 'E15, W8, 5.8',  chromium: 'The sender sent an invalid JSON message; message ignored.',                     port: OPAQUE,      reply: OPAQUE },
  READ_FAILED:         { ids: 'E6, W14',       chromium: COMMUNICATION,                                                                   port: OPAQUE,      reply: OPAQUE },
  WRITE_FAILED:        { ids: 'E6, W15, 6.11', chromium: COMMUNICATION,                                                                   port: JUST_CLOSED, reply: OPAQUE },
};
const rows = Object.entries(ROWS).map(([code, row]) => ({ code: code as NativeFailureCode, ...row }));

describe('7.24: a failure becomes the engine’s text', () => {
  it.each(rows)('$ids: $code', ({ code, chromium, port, reply }) => {
    const failure = { code, application: 'org.example.host', bytes: 1048577, limitBytes: 1048576 };
    expect(ENGINES.chromium.api.portErrorText(failure)).toBe(chromium);
    expect(ENGINES.chromium.api.replyErrorText(failure)).toBe(chromium);
    expect(ENGINES.firefox.api.portErrorText(failure)).toBe(port);
    expect(ENGINES.firefox.api.replyErrorText(failure)).toBe(reply);
  });
});

describe('the other texts of the tables of error strings', () => {
  const { chromium, firefox } = { chromium: ENGINES.chromium.api, firefox: ENGINES.firefox.api };
  it.each([
    { id: 'E16', text: chromium.serialisation.faultOf('nothing')?.text, is: 'Could not serialize message.' },
    {
      id: 'E17',
      text: chromium.serialisation.tooLargeText(64 * 1024 * 1024),
      is: 'Message exceeded maximum allowed size of 64MiB.',
    },
    { id: 'E18', text: chromium.port.disconnectedText, is: 'Attempting to use a disconnected port object' },
    { id: 'E19', text: chromium.contextGoneText, is: 'Extension context invalidated.' },
    { id: 'E21', text: chromium.event.filterFault?.text, is: 'This event does not support filters' },
    { id: 'E29', text: chromium.lastError.uncheckedText('x'), is: 'Unchecked runtime.lastError: x' },
    {
      id: 'E30',
      text: chromium.event.uncaughtText('listener', { isError: true, text: 'Error: x', stack: 'Error: x\n at y' }),
      is: 'Error in event handler: Error: x\n at y',
    },
    { id: '5.4, 11.4', text: firefox.serialisation.tooLargeText(0xffffffff), is: 'Write too big' },
    { id: '7.19, 11.5', text: firefox.port.disconnectedText, is: 'Attempt to postMessage on disconnected port' },
    { id: '10.4, 11.9', text: firefox.serialisation.faultOf('cyclic')?.text, is: 'cyclic object value' },
    {
      id: '10.4, 11.10',
      text: firefox.serialisation.faultOf('bigint')?.text,
      is: "BigInt value can't be serialized in JSON",
    },
    { id: '8.9, 11.39', text: firefox.lastError.uncheckedText('x'), is: 'Unchecked lastError value: Error: x' },
    {
      id: '9.28',
      text: firefox.event.listenerFault?.('action.onClicked', 'not-a-function').text,
      is: 'Invalid listener for action.onClicked.',
    },
  ])('$id: $is', ({ text, is }) => {
    expect(text).toBe(is);
  });
});

describe('the arguments of a host', () => {
  const call = { manifestPath: 'C:\\m.json', callerId: 'id' };
  it.each([
    { id: 'P1, P6', engine: 'chromium', platform: 'linux', args: ['chrome-extension://id/'] },
    { id: 'P1, P6', engine: 'chromium', platform: 'darwin', args: ['chrome-extension://id/'] },
    { id: 'P2', engine: 'chromium', platform: 'win32', args: ['chrome-extension://id/', '--parent-window=0'] },
    { id: '4.2', engine: 'firefox', platform: 'linux', args: ['C:\\m.json', 'id'] },
    { id: '4.2, 4.18', engine: 'firefox', platform: 'win32', args: ['C:\\m.json', 'id'] },
  ] as const)('$id: $engine on $platform', ({ engine, platform, args }) => {
    expect(ENGINES[engine].native.argumentsFor({ ...call, platform })).toEqual(args);
  });
});

describe('the limits of a message', () => {
  it.each([
    { engine: 'chromium', toHost: 64 * 1024 * 1024, fromHost: 1024 * 1024 },
    { engine: 'firefox', toHost: 0xffffffff, fromHost: 1024 * 1024 },
  ] as const)('W2, S20, 5.4, 5.6: $engine', ({ engine, toHost, fromHost }) => {
    expect(ENGINES[engine].native).toMatchObject({ maxBytesToHost: toHost, maxBytesFromHost: fromHost });
  });
});
