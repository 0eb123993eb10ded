import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const EXAMPLES = path.resolve(import.meta.dirname, 'examples');
const VITEST = path.resolve(import.meta.dirname, '../../../node_modules/vitest/vitest.mjs');
const run = promisify(execFile);

// Jest is not among the dependencies: docs/testing.md says how to use it.
describe('the examples pass', () => {
  it.each([
    { runner: 'vitest', args: [VITEST, 'run', '--root', EXAMPLES, '--reporter', 'tap-flat'], passes: 'ok 5' },
    { runner: 'node:test', args: ['--test', '--test-reporter', 'tap', 'asks.node.js'], passes: '# pass 3' },
  ])('under $runner', async ({ args, passes }) => {
    const { NODE_OPTIONS: _, VITEST: _vitest, ...env } = process.env;
    const { stdout } = await run(process.execPath, args, { cwd: EXAMPLES, env }).catch((error) => error);
    expect(stdout).toContain(passes);
    expect(stdout).not.toMatch(/^ *not ok/m);
  });
});

describe('the door', () => {
  it('loads neither a DOM nor a bundler before it needs one', () => {
    const seen = new Set<string>();
    const packages = new Set<string>();
    const follow = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      const source = readFileSync(file, 'utf8');
      for (const [, specifier = ''] of source.matchAll(/^(?:import|export)\s[\w\s{},*$]*?from\s*['"]([^'"]+)['"]/gm)) {
        if (specifier.startsWith('.')) follow(path.resolve(path.dirname(file), specifier));
        else if (!specifier.startsWith('node:')) packages.add(specifier);
      }
    };
    follow(path.resolve(import.meta.dirname, '../../../dist/tools/testing/index.js'));
    expect(seen.size).toBeGreaterThan(30);
    expect([...packages]).toEqual(['jsonc-parser']);
  });
});
