import { describe, expect, it } from 'vitest';
import { obstacleInEnvLine, obstacleInHead } from '../../src/native/executable.js';

const elf = (machine: number, order: 'little' | 'big' = 'little'): Buffer => {
  const head = Buffer.alloc(64);
  head.write(`\x7fELF\x02${order === 'little' ? '\x01' : '\x02'}\x01`, 'latin1');
  if (order === 'little') head.writeUInt16LE(machine, 18);
  else head.writeUInt16BE(machine, 18);
  return head;
};
const text = (value: string): Buffer => Buffer.from(value, 'latin1');

describe('why a file cannot run, from its first bytes', () => {
  const ROWS = [
    { row: 'a script', head: text('#!/bin/sh\necho'), kind: undefined },
    { row: 'a script with a space and an argument', head: text('#! /bin/sh -e\n'), kind: undefined },
    { row: 'a script without a line end', head: text('#!/bin/sh'), kind: undefined },
    {
      row: 'an interpreter that is not there',
      head: text('#!/no/such thing\n'),
      kind: 'interpreter-missing',
      detail: '/no/such',
    },
    { row: 'an interpreter that is not said', head: text('#!\n'), kind: 'interpreter-missing', detail: 'nothing' },
    {
      row: 'a carriage return after the interpreter',
      head: text('#!/bin/sh\r\n'),
      kind: 'interpreter-carriage-return',
      detail: '/bin/sh',
    },
    {
      row: 'a carriage return after an argument is the interpreter’s',
      head: text('#!/bin/sh -e\r\n'),
      kind: undefined,
    },
    { row: 'text', head: text('echo hello\n'), kind: 'plain-text' },
    { row: 'nothing', head: text(''), kind: 'is-empty' },
    { row: 'bytes', head: text('\0\x01\x02\x03'), kind: 'unknown-format' },
    { row: 'a cut ELF header', head: text('\x7fELF'), kind: 'unknown-format' },
    { row: 'a program for this processor', head: elf(62), kind: undefined },
    { row: 'a program for 32 bits of it', head: elf(3), kind: undefined },
    { row: 'a program for another', head: elf(183), kind: 'wrong-architecture', detail: 'arm64' },
    { row: 'a big-endian program', head: elf(22, 'big'), kind: 'wrong-architecture', detail: 's390x' },
    { row: 'a program for one we do not know', head: elf(9999), kind: undefined },
    { row: 'a program for Linux on macOS', head: elf(62), platform: 'darwin', kind: 'other-system', detail: 'Linux' },
    { row: 'a program for macOS on macOS', head: text('\xcf\xfa\xed\xfe'), platform: 'darwin', kind: undefined },
    { row: 'a program for macOS', head: text('\xcf\xfa\xed\xfe'), kind: 'other-system', detail: 'macOS' },
    { row: 'a program for Windows', head: text('MZ\x90\0'), kind: 'other-system', detail: 'Windows' },
  ] as const;
  it.each(ROWS)('$row: $kind', (row) => {
    const platform = 'platform' in row ? row.platform : 'linux';
    const found = obstacleInHead(row.head, { platform, arch: 'x64', isExecutable: (path) => path === '/bin/sh' });
    expect(found).toEqual(row.kind && { kind: row.kind, ...('detail' in row && { detail: row.detail }) });
  });
});

describe('why a script that env was to start ended at once', () => {
  it.each([
    { line: '#!/usr/bin/env python3\n', obstacle: undefined },
    {
      line: '#!/usr/bin/env python3\r\n',
      obstacle: { kind: 'interpreter-carriage-return', detail: 'python3' },
    },
    { line: '#! /usr/bin/env  nopython\n', obstacle: { kind: 'interpreter-missing', detail: 'nopython' } },
    { line: '#!/usr/bin/env python3 -u\n', obstacle: { kind: 'interpreter-missing', detail: 'python3 -u' } },
    { line: '#!/usr/bin/env -S python3 -u\n', obstacle: undefined },
    { line: '#!/usr/bin/env /opt/python\n', obstacle: undefined },
    { line: '#!/bin/sh -e\r\n', obstacle: undefined },
    { line: 'env\n', obstacle: undefined },
  ])('$line: $obstacle.kind', ({ line, obstacle }) => {
    expect(obstacleInEnvLine(text(line), (name) => name === 'python3')).toEqual(obstacle);
  });
});
