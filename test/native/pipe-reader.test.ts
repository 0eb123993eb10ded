import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { PipeReader } from '../../src/native/pipe-reader.js';

const failure = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });

describe('how a pipe of Node’s ends', () => {
  it.each([
    { how: 'W13: the end', end: (pipe: Readable) => pipe.push(null), heard: 'ended' },
    { how: 'W14: a read error', end: (pipe: Readable) => pipe.destroy(failure('EIO')), heard: 'failed EIO' },
    {
      how: 'W13: a host that left something unread',
      end: (pipe: Readable) => pipe.destroy(failure('ECONNRESET')),
      heard: 'ended',
    },
  ])('$how', async ({ end, heard }) => {
    const pipe = new Readable({ read: () => undefined });
    const log: string[] = [];
    const over = new Promise<void>((resolve) => {
      const tell = (text: string) => {
        log.push(text);
        resolve();
      };
      new PipeReader(pipe, {
        bytes: (chunk) => log.push(Buffer.from(chunk).toString()),
        ended: () => tell('ended'),
        failed: (error) => tell(`failed ${error.message}`),
      });
    });
    pipe.push('before');
    await new Promise(setImmediate);
    end(pipe);
    await over;
    expect(log).toEqual(['before', heard]);
  });
});
