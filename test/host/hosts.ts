import path from 'node:path';
import { afterEach } from 'vitest';
import { type RawOptions, RawProcess } from '../fixtures/raw-process.js';

const FOLDER = path.resolve(import.meta.dirname, '../fixtures/sdk-hosts');

/** The command of a fixture host. */
export const commandOf = (name: string): readonly string[] => [process.execPath, path.join(FOLDER, `${name}.js`)];

const running = new Set<RawProcess>();

/** Starts processes that are gone when the test is over. */
export function startCommand(command: readonly string[], options?: RawOptions): RawProcess {
  const started = new RawProcess(command, options);
  running.add(started);
  return started;
}

export const startHost = (name: string, options?: RawOptions): RawProcess => startCommand(commandOf(name), options);

afterEach(async () => {
  await Promise.all([...running].map((host) => host.kill()));
  running.clear();
});
