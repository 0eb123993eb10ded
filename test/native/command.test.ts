import { describe, expect, it } from 'vitest';
import { ENGINES } from '../../src/engines/index.js';
import { launchCommand } from '../../src/native/index.js';

const COMSPEC = 'C:\\Windows\\System32\\cmd.exe';
const ORIGIN = 'chrome-extension://knldjmfmopnpolahpmmgbagdohdnhkik/';

const direct = (file: string, ...args: string[]) => ({ file, args, windowsVerbatimArguments: false });
const throughCmd = (line: string) => ({
  file: COMSPEC,
  args: ['/d', '/s', '/c', `"${line}"`],
  windowsHide: true,
  windowsVerbatimArguments: true,
});

describe('how a system starts a host', () => {
  const ROWS = [
    {
      row: 'Linux: the file itself',
      platform: 'linux',
      engine: 'chromium',
      path: '/opt/my app/host',
      args: [ORIGIN],
      is: direct('/opt/my app/host', ORIGIN),
    },
    {
      row: 'macOS: the file itself',
      platform: 'darwin',
      engine: 'firefox',
      path: '/opt/host.cmd',
      args: ['m', 'a@b'],
      is: direct('/opt/host.cmd', 'm', 'a@b'),
    },
    {
      row: 'P21: an .exe directly',
      platform: 'win32',
      engine: 'chromium',
      path: 'C:\\a b\\host.EXE',
      args: [ORIGIN],
      is: direct('C:\\a b\\host.EXE', ORIGIN),
    },
    {
      row: 'P22: a .bat',
      platform: 'win32',
      engine: 'chromium',
      path: 'C:\\app\\host.bat',
      args: [ORIGIN, '--parent-window=0'],
      is: throughCmd(`C:\\app\\host.bat ${ORIGIN} --parent-window=0`),
    },
    {
      row: 'P22: anything else',
      platform: 'win32',
      engine: 'chromium',
      path: 'C:\\app\\host.py',
      args: [],
      is: throughCmd('C:\\app\\host.py'),
    },
    {
      row: 'P22: spaces and what cmd.exe would act on',
      platform: 'win32',
      engine: 'chromium',
      path: 'C:\\a & b (x86)\\host.bat',
      args: ['a^b', 'c|d'],
      is: throughCmd('"C:\\a & b (x86)\\host.bat" "a^b" "c|d"'),
    },
    {
      row: 'a backslash before the closing quote',
      platform: 'win32',
      engine: 'chromium',
      path: 'C:\\app\\host.bat',
      args: ['x y\\', ''],
      is: throughCmd('C:\\app\\host.bat "x y\\\\" ""'),
    },
    {
      row: '4.16: a .cmd',
      platform: 'win32',
      engine: 'firefox',
      path: 'C:\\app\\host.CMD',
      args: ['C:\\m.json', 'a@b'],
      is: throughCmd('C:\\app\\host.CMD C:\\m.json a@b'),
    },
    {
      row: '4.16: a braced add-on id',
      platform: 'win32',
      engine: 'firefox',
      path: 'C:\\app\\host.bat',
      args: ['C:\\m n.json', '{0b1c}'],
      is: throughCmd('C:\\app\\host.bat "C:\\m n.json" {0b1c}'),
    },
    {
      row: '4.16: anything else directly',
      platform: 'win32',
      engine: 'firefox',
      path: 'C:\\app\\host.py',
      args: ['m', 'a@b'],
      is: direct('C:\\app\\host.py', 'm', 'a@b'),
    },
    {
      row: '100% is no variable',
      platform: 'win32',
      engine: 'firefox',
      path: 'C:\\100%\\host.bat',
      args: [],
      is: throughCmd('C:\\100%\\host.bat'),
    },
  ] as const;
  it.each(ROWS)('$platform, $engine: $row', ({ platform, engine, path, args, is }) => {
    const env = { ComSpec: COMSPEC };
    expect(launchCommand({ application: 'x', platform, env, engine: ENGINES[engine], path, args })).toMatchObject(is);
  });

  it.each([
    { row: 'no COMSPEC', path: 'C:\\host.bat', args: [], env: {} },
    { row: 'a variable in the path', path: 'C:\\%TEMP%\\host.bat', args: [], env: { COMSPEC } },
    { row: 'a quote in an argument', path: 'C:\\host.bat', args: ['" & calc & "'], env: { COMSPEC } },
    { row: 'a line end in an argument', path: 'C:\\host.bat', args: ['a\r\nb'], env: { COMSPEC } },
  ])('P22, P26: not at all: $row', ({ path, args, env }) => {
    const request = { application: 'x', platform: 'win32', env, engine: ENGINES.chromium, path, args } as const;
    expect(() => launchCommand(request)).toThrow(expect.objectContaining({ code: 'LAUNCH_FAILED' }));
  });
});
