import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineName } from '../../../src/engines/index.js';
import { CALLER_ID, installHost, makeLauncher, writeExecutable, writeManifest } from '../../fixtures/install-host.js';
import { BIN, folderForTest, runCommand, startCommand } from './command.js';

const NAME = 'org.example.host';
const isLittleEndian = os.endianness() === 'LE';
const frame = (text: string): string => {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(Buffer.byteLength(text));
  return Buffer.concat([head, Buffer.from(text)]).toString('base64');
};

describe('a message goes to the host and its answer comes back as one line of JSON', () => {
  it.each<{ what: string; message: string; answer: string }>([
    { what: 'an object', message: '{ "text": "hello" }', answer: '{"text":"hello"}' },
    { what: 'a text', message: '"é🙂"', answer: '"é🙂"' },
    {
      what: 'control characters, which must not reach the terminal',
      message: '"\\u001b[31m\\u009b"',
      answer: '"\\u001b[31m\\u009b"',
    },
    { what: 'null', message: 'null', answer: 'null' },
  ])('$what', async ({ message, answer }) => {
    const hosts = folderForTest();
    installHost(hosts, 'chromium', 'echo');
    const { code, stdout, stderr } = await runCommand(['call', NAME, message, '--hosts', hosts]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${answer}\n`, stderr: '' });
  });

  it('from stdin', async () => {
    const hosts = folderForTest();
    installHost(hosts, 'chromium', 'echo');
    const { stdout } = await runCommand(['call', NAME, '-', '--hosts', hosts], { input: '{"from":\n"stdin"}\n' });
    expect(stdout).toBe('{"from":"stdin"}\n');
  });

  it('spread over lines by the host', async () => {
    const hosts = folderForTest();
    installHost(hosts, 'chromium', 'speaks', { base64: frame('{\n\t"a": 1\r\n}') });
    expect((await runCommand(['call', NAME, '{}', '--hosts', hosts])).stdout).toBe('{ "a": 1 }\n');
  });
});

describe('which host, and who calls', () => {
  it.each<{ engine: EngineName; browser: string }>([
    { engine: 'chromium', browser: 'chrome' },
    { engine: 'firefox', browser: 'firefox' },
  ])('--browser $browser: the first caller that the manifest lets in, as -v tells', async ({ engine, browser }) => {
    const hosts = folderForTest();
    const { manifestPath } = installHost(hosts, engine, 'tells-its-surroundings');
    const { code, stdout, stderr } = await runCommand([
      'call',
      NAME,
      '{}',
      '--hosts',
      hosts,
      '--browser',
      browser,
      '-v',
    ]);
    const given = JSON.parse(stdout) as { args: string[] };
    const args = {
      chromium: [`chrome-extension://${CALLER_ID.chromium}/`],
      firefox: [manifestPath, CALLER_ID.firefox],
    };
    expect(given.args).toEqual(args[engine]);
    expect(stderr).toContain(`caller ${CALLER_ID[engine]}, the first that the manifest lets in`);
    expect(stderr).toContain(`found as ${browser} does`);
    expect(code).toBe(0);
  });

  it('without --browser, the first browser that has a manifest for it', async () => {
    const home = folderForTest();
    installHost(path.join(home, '.mozilla/native-messaging-hosts'), 'firefox', 'echo');
    const { code, stderr } = await runCommand(['call', NAME, '{}', '-v'], { env: { HOME: home } });
    expect(stderr).toContain('found as firefox does');
    expect(code).toBe(0);
  });

  it.each<EngineName>(['chromium', 'firefox'])(
    '--manifest: a file anywhere, by the rules of its family (%s)',
    async (engine) => {
      const { manifestPath } = installHost(folderForTest(), engine, 'echo');
      const { code, stdout, stderr } = await runCommand(['call', NAME, '{"a":1}', '--manifest', manifestPath, '-v']);
      expect({ code, stdout }).toEqual({ code: 0, stdout: '{"a":1}\n' });
      expect(stderr).toContain(`rules of ${engine}`);
    },
  );

  it('--command: a program with arguments, blanks and quotes', async () => {
    const folder = folderForTest();
    mkdirSync(path.join(folder, 'a folder'));
    const program = makeLauncher(path.join(folder, 'a folder'), 'tells-its-surroundings');
    const command = `'${program}' "one two" three`;
    const { stdout } = await runCommand(['call', NAME, '{}', '--command', command, '--as', CALLER_ID.chromium]);
    const { args } = JSON.parse(stdout) as { args: string[] };
    expect(args).toEqual(['one two', 'three', `chrome-extension://${CALLER_ID.chromium}/`]);
  });
});

describe('a call that fails says why, what to do, and what the browser would say, and ends with 1', () => {
  interface Row {
    what: string;
    prepare: (hosts: string) => void;
    args?: string[];
    says: RegExp[];
  }
  const chmod = (file: string, mode: number): void => chmodSync(file, mode);
  it.each<Row>([
    {
      what: 'no such host',
      prepare: () => undefined,
      says: [
        /No browser finds a manifest/,
        /Install the host/,
        /nothing at .*org\.example\.host\.json/,
        /chromium tells the extension: Specified native messaging host not found\./,
        /firefox tells the extension: No such native application org\.example\.host/,
      ],
    },
    {
      what: 'a host with a slip',
      prepare: (hosts) => {
        writeFileSync(path.join(hosts, 'org.example.hots.json'), '{}');
      },
      says: [/No browser finds a manifest for "org\.example\.host".* Did you mean "org\.example\.hots"\?/],
    },
    {
      what: 'a host with a slip, in one browser',
      prepare: (hosts) => {
        writeFileSync(path.join(hosts, 'org.example.hots.json'), '{}');
      },
      args: ['--browser', 'firefox'],
      says: [/No manifest for "org\.example\.host".* Did you mean "org\.example\.hots"\?/],
    },
    {
      what: 'no such host in one browser',
      prepare: () => undefined,
      args: ['--browser', 'firefox'],
      says: [/No manifest for "org\.example\.host"/, /firefox tells the extension: No such native application/],
    },
    {
      what: 'a caller that is not let in',
      prepare: (hosts) => {
        installHost(hosts, 'chromium', 'echo');
      },
      args: ['--as', 'a'.repeat(32)],
      says: [
        /does not let this extension in/,
        /Add "chrome-extension:\/\/a{32}\/"/,
        /Access to the specified native messaging host is forbidden\./,
      ],
    },
    {
      what: 'a manifest that is broken',
      prepare: (hosts) => writeFileSync(path.join(hosts, `${NAME}.json`), '{'),
      says: [/refuses the manifest/, /Specified native messaging host not found\./],
    },
    {
      what: 'a program that is missing',
      prepare: (hosts) => {
        writeManifest(hosts, 'chromium', path.join(hosts, 'nothing'));
      },
      says: [/There is no file at .*nothing/, /Correct "path"/, /Specified native messaging host not found\./],
    },
    {
      what: 'a program that is not executable',
      prepare: (hosts) => {
        chmod(installHost(hosts, 'chromium', 'echo').path, 0o644);
      },
      says: [/cannot run: it is not executable/, /chmod \+x/, /Native host has exited\./],
    },
    {
      what: 'a program for another processor',
      prepare: (hosts) => {
        writeManifest(hosts, 'firefox', wrongArchitecture(path.join(hosts, 'wrong')));
      },
      args: ['--browser', 'firefox'],
      says: [/cannot run: it is built for/, /Build it for/],
    },
    {
      what: 'a program for another processor, which Chromium hands to a shell',
      prepare: (hosts) => {
        writeManifest(hosts, 'chromium', wrongArchitecture(path.join(hosts, 'wrong')));
      },
      says: [/cannot run: it is built for/, /Build it for/, /Native host has exited\./],
    },
    {
      what: 'a program that is an empty file',
      prepare: (hosts) => {
        writeManifest(hosts, 'chromium', writeExecutable(path.join(hosts, 'empty'), ''));
      },
      says: [/cannot run: the file is empty/, /Native host has exited\./],
    },
    {
      what: 'a host that exits',
      prepare: (hosts) => {
        installHost(hosts, 'chromium', 'speaks', { exits: true, code: 7 });
      },
      says: [/the host exited with code 7/, /Native host has exited\./],
    },
    {
      what: 'a host that prints text',
      prepare: (hosts) => {
        installHost(hosts, 'chromium', 'speaks', { base64: Buffer.from('hello world').toString('base64') });
      },
      says: [/read "hell"/, /Error when communicating with the native messaging host\./],
    },
    {
      what: 'a host that writes lengths in the other byte order',
      prepare: (hosts) => {
        const answer = Buffer.from([...(isLittleEndian ? [0, 0, 0, 2] : [2, 0, 0, 0]), 0x7b, 0x7d]);
        installHost(hosts, 'chromium', 'speaks', { base64: answer.toString('base64') });
      },
      says: [/announces 33554432 bytes; .* In the other byte order they are 2\./, /in the byte order of this machine/],
    },
    {
      what: 'an answer that is not JSON',
      prepare: (hosts) => {
        installHost(hosts, 'chromium', 'speaks', { base64: frame('{') });
      },
      says: [/is not JSON/, /Write nothing but frames/],
    },
    {
      what: 'a host that never answers',
      prepare: (hosts) => {
        installHost(hosts, 'chromium', 'speaks');
      },
      args: ['--timeout', '0.5'],
      says: [/has not answered within 0\.5 seconds/, /--timeout SECONDS/],
    },
  ])('$what', async ({ prepare, args = [], says }) => {
    const hosts = folderForTest();
    prepare(hosts);
    const { code, stdout, stderr } = await runCommand(['call', NAME, '{}', '--hosts', hosts, ...args]);
    for (const text of says) expect(stderr).toMatch(text);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });
});

it('a name that no browser takes is named, whoever was to look for it', async () => {
  const { code, stderr } = await runCommand(['call', 'org.example-host', '{}']);
  expect(stderr).toMatch(/"org\.example-host" is not a name for a native host.*\n.*no hyphens/);
  expect(stderr).toMatch(/chromium tells the extension: Invalid native messaging host name specified\./);
  expect(code).toBe(1);
});

it('the origin of an extension will do for its id', async () => {
  const hosts = folderForTest();
  installHost(hosts, 'chromium', 'echo');
  const origin = `chrome-extension://${CALLER_ID.chromium}/`;
  const { code, stderr } = await runCommand(['call', NAME, '{}', '--hosts', hosts, '--as', origin, '-v']);
  expect(stderr).toContain(`caller ${CALLER_ID.chromium}\n`);
  expect(code).toBe(0);
});

it.skipIf(process.platform !== 'linux')('a full disk is said, without a stack', () => {
  const hosts = folderForTest();
  installHost(hosts, 'chromium', 'echo');
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [BIN, 'call', NAME, '{}', '--hosts', hosts], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(full);
  expect(stderr).toMatch(/Writing to stdout failed: ENOSPC.*\n {2}Free some space/);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(status).toBe(1);
});

it('stderr of the host is shown, without what could drive a terminal', async () => {
  const hosts = folderForTest();
  installHost(hosts, 'chromium', 'writes-stderr', {
    base64: Buffer.from('\u001b]0;title\u0007red\n').toString('base64'),
  });
  const { stdout, stderr } = await runCommand(['call', NAME, '{}', '--hosts', hosts]);
  expect(stdout).toBe('"said"\n');
  expect(stderr).toContain('host: \\u001b]0;title\\u0007red\n');
  expect(stderr).not.toContain('\u001b');
});

it('Ctrl-C ends the host, and then the command with 130', async () => {
  const hosts = folderForTest();
  installHost(hosts, 'chromium', 'speaks');
  const { child, finished } = startCommand(['call', NAME, '{}', '--hosts', hosts, '-v']);
  await new Promise<void>((resolve) =>
    child.stderr.on('data', (chunk) => String(chunk).includes('started') && resolve()),
  );
  child.kill('SIGINT');
  const { code, stderr } = await finished;
  expect(stderr).toContain('the host exited with code 0');
  expect(code).toBe(130);
});

/** The head of a program for a processor that this machine has not. */
function wrongArchitecture(file: string): string {
  writeExecutable(file, '');
  const head = Buffer.alloc(64);
  head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]); // ELF, 64 bits, little-endian
  head.writeUInt16LE(2, 16); // a program
  head.writeUInt16LE(22, 18); // for IBM S/390
  head.writeUInt32LE(1, 20);
  writeFileSync(file, head);
  return file;
}
