import { expect, it } from 'vitest';
import type { NativeConnections } from '../../src/browser/native-connections.js';
import { ENGINES } from '../../src/engines/index.js';
import { createNativeConnections, type NativeConnectionsOptions } from '../../src/native/index.js';

it('is what the browser wants handed in: the compiler says so', async () => {
  const make: (options: NativeConnectionsOptions) => NativeConnections = createNativeConnections;
  const connections = make({ engine: ENGINES.chromium });
  await expect(connections.close()).resolves.toBeUndefined();
});
