import { describe, expect, it } from 'vitest';
import { type HostBehaviour, installHost } from '../../fixtures/install-host.js';
import { folderForTest, runCommand, startCommand } from './command.js';

const NAME = 'org.example.host';

const connectTo = (behaviour: HostBehaviour, settings: object = {}): string[] => {
  const hosts = folderForTest();
  installHost(hosts, 'chromium', behaviour, { ...settings });
  return ['connect', NAME, '--hosts', hosts];
};

describe('each line of a pipe is a message, each message of the host a line', () => {
  it.each([
    { what: 'several, in order', input: '1\n"two"\n[3]\n{ "four": 4 }\n', stdout: '1\n"two"\n[3]\n{"four":4}\n' },
    { what: 'the last without a line end', input: '1\n2', stdout: '1\n2\n' },
    { what: 'empty lines and Windows line ends', input: '\r\n1\r\n\n2\r\n', stdout: '1\n2\n' },
    { what: 'nothing', input: '', stdout: '' },
  ])('$what', async ({ input, stdout }) => {
    expect(await runCommand(connectTo('echo'), { input })).toEqual({ code: 0, signal: null, stdout, stderr: '' });
  });

  it('a line that is not JSON is named and not sent; the others go on, and the end is 1', async () => {
    const { code, stdout, stderr } = await runCommand(connectTo('echo'), { input: '1\nnot json\n3\n' });
    expect(stdout).toBe('1\n3\n');
    expect(stderr).toMatch(/Line 2 was not sent, because it is not JSON: .*\n {2}Write one JSON value on each line/);
    expect(code).toBe(1);
  });

  it('answers come while the pipe is open', async () => {
    const { child, finished, said } = startCommand(connectTo('echo'));
    child.stdin.write('"first"\n');
    await said('"first"\n');
    child.stdin.end('"second"\n');
    expect(await finished).toMatchObject({ code: 0, stdout: '"first"\n"second"\n' });
  });

  it('after the end of the pipe, missing answers have a time', async () => {
    const { code, stdout, stderr } = await runCommand([...connectTo('speaks'), '--timeout', '0.3'], { input: '1\n' });
    expect(stderr).toMatch(/has not answered within 0\.3 seconds\.\n {2}Check that the host flushes/);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  });
});

describe('the host ends it', () => {
  it.each([
    { what: 'with 0: in peace', settings: { exits: true, code: 0 }, code: 0, says: /^$/ },
    {
      what: 'with 3: a failure',
      settings: { exits: true, code: 3 },
      code: 1,
      says: /the host exited with code 3\n {2}chromium tells the extension: Native host has exited\./,
    },
    { what: 'by a signal', settings: { exits: true, signal: 'SIGKILL' }, code: 1, says: /the host exited by SIGKILL/ },
    {
      what: 'with garbage',
      settings: { base64: Buffer.from('hello world').toString('base64') },
      code: 1,
      says: /read "hell"/,
    },
  ])('$what', async ({ settings, code, says }) => {
    const { child, finished } = startCommand(connectTo('speaks', settings));
    const ended = await finished; // its stdin is still open
    child.stdin.end();
    expect(ended.stderr).toMatch(says);
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: '' });
  });

  it('is not found: as with call', async () => {
    const { code, stdout, stderr } = await runCommand(['connect', 'org.example.none']);
    expect(stderr).toMatch(/No browser finds a manifest/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });
});

it('Ctrl-C ends the host, and then the command with 130', async () => {
  const { child, finished, said } = startCommand(connectTo('ignores-eof'));
  child.stdin.write('1\n');
  await said('1\n');
  child.kill('SIGINT');
  expect(await finished).toMatchObject({ code: 130, stdout: '1\n' });
});
