import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeMessage, MAX_BYTES } from '../../src/framing/index.js';
import { commandOf } from './hosts.js';

const [node = '', echo = ''] = commandOf('echo');
const python = spawnSync('python3', ['-c', 'import pty']).status === 0;
if (!python) console.warn('the host in a terminal is left out: it takes python3 to make a terminal');

describe('stdin and stdout need not be pipes', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'nativeport-stdin-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    { stdin: 'a file', messages: ['one', 'x'.repeat(300_000), 'three'] },
    { stdin: 'the null device', messages: [] },
  ])('$stdin', ({ stdin, messages }) => {
    const [input, output] = [path.join(folder, 'in'), path.join(folder, 'out')];
    const bytes = Buffer.concat(messages.map((message) => encodeMessage(message, MAX_BYTES)));
    writeFileSync(input, bytes);
    const fds = [openSync(stdin === 'a file' ? input : devNull, 'r'), openSync(output, 'w')];
    const { status, stderr } = spawnSync(node, [echo], { stdio: [...fds, 'pipe'], encoding: 'utf8' });
    for (const fd of fds) closeSync(fd);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(Buffer.compare(readFileSync(output), bytes)).toBe(0);
  });

  it.skipIf(!python)('a terminal: the host explains itself and exits with 2', () => {
    const script = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
    const { status, stdout } = spawnSync('python3', ['-c', script, node, echo], { encoding: 'utf8' });
    expect(stdout).toContain('This is a native messaging host.');
    expect(stdout).toContain('npx nativeport call');
    expect(status).toBe(2);
  });
});
