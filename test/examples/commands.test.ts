import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../src/browser/index.js';
import { BIN } from '../tools/cli/command.js';

const EXAMPLES = path.resolve(import.meta.dirname, '../../examples');

/** What the consoles said, by the context, when a command of an example's README was run in its folder. */
function saidBy(example: string, command: string): string[] {
  const cwd = path.join(EXAMPLES, example);
  const args = command.split(' ').slice(2); // after "npx nativeport"
  const ran = spawnSync(process.execPath, [BIN, ...args, '--json'], { cwd, encoding: 'utf8' });
  expect(ran).toMatchObject({ status: 0, stderr: '' });
  const events = ran.stdout.trim().split('\n');
  return events
    .map((line) => JSON.parse(line) as TraceEvent)
    .flatMap((event) => (event.type === 'console' ? `${event.context}: ${event.args.join(' ')}` : []));
}

const commandsOf = (example: string): string[] =>
  readFileSync(path.join(EXAMPLES, example, 'README.md'), 'utf8').match(/^npx nativeport run .*$/gm) ?? [];

const READER = 'jamaeeilppajlocohppbombkbdflkmlk';
const STRANGER = 'stranger@example.org';
const NOBODY = 'Could not establish connection. Receiving end does not exist.';

describe.each([
  {
    example: 'content-script-greeting',
    commands: [
      [
        'background: https://example.com/ says: Hello from "A page"',
        'content-script: The background says: Hello, https://example.com/',
        'background: https://example.com/ says: Hello again',
        'content-script: The background says: Hello, https://example.com/',
      ],
    ],
  },
  { example: 'ports-by-tab', commands: [['background: tab 1 has a port', 'background: tab 2 has a port']] },
  {
    example: 'extension-to-extension',
    commands: [
      [
        `background-2: ${READER} asks: Which books are there?`,
        'background: There are Emma Persuasion',
        `background-2: ${READER} connects`,
        'background: Here is Emma',
        'background: Here is Persuasion',
        `background-2: ${READER} has left`,
      ],
      [`background: not answered: ${NOBODY}`, `background: disconnected: ${NOBODY}`],
      [
        `background-2: ${STRANGER} asks: Which books are there?`,
        'background: answered: [object Object]',
        `background-2: ${STRANGER} connects`,
        'background: disconnected: without a reason',
      ],
    ],
  },
  {
    example: 'web-page',
    commands: [
      [
        'background: https://app.example.com/ connects page',
        'web-page: You asked: What time is it?',
        'https://example.org/: No extension listens to this page.', // a page without an extension is no context
      ],
      [
        'background: https://app.example.com/ connects for a page',
        'https://app.example.com/: You asked: What time is it?',
      ],
    ],
  },
])('the commands that the README of $example names', ({ example, commands }) => {
  it('are these', () => expect(commandsOf(example)).toHaveLength(commands.length));

  it.each(commands.map((said, index) => ({ said, number: index + 1 })))(
    'number $number shows it',
    ({ said, number }) => {
      const heard = saidBy(example, commandsOf(example)[number - 1] ?? '');
      expect(heard.toSorted()).toEqual(said.toSorted()); // several consoles have no common order
    },
  );
});
