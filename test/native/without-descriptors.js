// A program that has no descriptor left when it connects. It prints the code and the engine's text of how that ended.
import { closeSync, openSync } from 'node:fs';
import { ENGINES } from '../../dist/engines/index.js';
import { createNativeConnections } from '../../dist/native/index.js';

const [engine, host] = process.argv.slice(2);
const connections = createNativeConnections({ engine: ENGINES[engine] });
const taken = [];
try {
  for (;;) taken.push(openSync('/dev/null'));
} catch (error) {
  if (error.code !== 'EMFILE') throw error;
}
const connection = connections.connectTo(
  { application: 'x', path: host, args: [], cwd: import.meta.dirname, manifestPath: '' },
  {
    received() {},
    closed(reason) {
      for (const descriptor of taken) closeSync(descriptor);
      process.stdout.write(JSON.stringify([reason.code, ENGINES[engine].api.portErrorText(reason)]));
      void connections.close();
    },
    host() {},
  },
);
connection.send('"dropped"');
