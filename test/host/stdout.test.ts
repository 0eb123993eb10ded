import { describe, expect, it } from 'vitest';
import { startHost } from './hosts.js';

describe('stdout belongs to the messages', () => {
  it('everything else that is printed lands on stderr, with one warning that names the place', async () => {
    const host = startHost('prints-to-stdout');
    host.post('one', 'two');
    expect(await host.receive(2)).toEqual(['one', 'two']);
    expect(await host.end()).toEqual({ code: 0, signal: null });
    expect(host.messages).toEqual(['one', 'two']);
    expect(host.stderr.match(/^nativeport: /gm)).toHaveLength(1);
    expect(host.stderr).toMatch(/^nativeport: Something was printed to stdout \(at .*prints-to-stdout\.js:5:/);
    for (const text of [
      "from console.log { message: 'one' }",
      'from process.stdout.write',
      'from a kept reference',
      'from a console of its own',
      'its callback was called',
    ]) {
      expect(host.stderr.split('\n').filter((line) => line === text || line.startsWith(text))).toHaveLength(
        text.includes("'one'") ? 1 : 2,
      );
    }
  });

  it('what was printed before serve() is named, because it breaks the first frame', async () => {
    const host = startHost('prints-before-serving');
    host.post('one');
    await host.end();
    expect(host.stderr).toContain('9 bytes were written to stdout before serve() was called');
    expect(host.bytes.subarray(0, 9).toString()).toBe('starting\n');
  });

  it('the warning names no place inside Node', async () => {
    const host = startHost('pipes-a-child-to-stdout');
    host.post('one');
    expect(await host.receive(1)).toEqual(['one']);
    expect(await host.end()).toEqual({ code: 0, signal: null });
    expect(host.stderr).toMatch(/^nativeport: Something was printed to stdout\. stdout carries/);
    expect(host.stderr).toContain('\nfrom a child\n');
  });

  it('is served once, also when the package is there twice', async () => {
    const host = startHost('serves-twice');
    host.post(1);
    expect(await host.receive(2)).toEqual([
      [1, 'ALREADY_SERVING'],
      [1, 'ALREADY_SERVING'],
    ]);
  });
});
