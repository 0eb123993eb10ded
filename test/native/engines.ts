import { afterAll } from 'vitest';
import { ENGINES, type Engine } from '../../src/engines/index.js';
import {
  createNativeConnections,
  type HostConnections,
  type NativeConnectionsOptions,
} from '../../src/native/index.js';
import { makeFolder } from '../fixtures/install-host.js';

const BOTH: readonly Engine[] = [ENGINES.chromium, ENGINES.firefox];

/** One row for each engine, from rows that say what both do; title first, whole, for `'%s'`. */
export function forBoth<Row extends { readonly scenario: string }>(
  rows: readonly Row[],
): (readonly [title: string, row: Row & { readonly engine: Engine }])[] {
  return rows.flatMap((row) => BOTH.map((engine) => [`${engine.name}: ${row.scenario}`, { ...row, engine }] as const));
}

/** The engines themselves as such rows. */
export const EACH_ENGINE: readonly (readonly [title: string, engine: Engine])[] = BOTH.map((engine) => [
  engine.name,
  engine,
]);

export interface Stage {
  readonly folder: string;
  connections(engine: Engine, more?: Partial<NativeConnectionsOptions>): HostConnections;
}

/** A folder for hosts and connections that look there and nowhere else; all of it goes after the file's tests. */
export function makeStage(options: Partial<NativeConnectionsOptions> = {}): Stage {
  const folder = makeFolder();
  const open: HostConnections[] = [];
  afterAll(async () => {
    await Promise.all(open.map((each) => each.close()));
    folder.remove();
  });
  return {
    folder: folder.path,
    connections(engine, more = {}) {
      const home = `${folder.path}/home`;
      const made = createNativeConnections({
        engine,
        home,
        env: { ...process.env, HOME: home, XDG_CONFIG_HOME: '', CHROME_CONFIG_HOME: '', CHROME_USER_DATA_DIR: '' },
        hostDirectories: [folder.path],
        ...options,
        ...more,
      });
      open.push(made);
      return made;
    },
  };
}
