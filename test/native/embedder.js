// A program of its own that opens a connection and then comes to an end in the way it is told.
// Its stderr is also the host's. It prints the host's process id when the host has answered.
import { ENGINES } from '../../dist/engines/index.js';
import { createNativeConnections } from '../../dist/native/index.js';

const [engine, host, ending] = process.argv.slice(2);
const connections = createNativeConnections({ engine: ENGINES[engine], stderr: 'inherit' });
let pid;
const connection = connections.connectTo(
  { application: 'x', path: host, args: [], cwd: import.meta.dirname, manifestPath: '' },
  {
    received() {
      process.stdout.write(`${pid}\n`);
      if (ending === 'exits') process.exit(0);
      if (ending === 'closes') connection.close(); // and has nothing more to do
      if (ending === 'closes and exits') {
        connection.close();
        process.stdin.once('data', () => process.exit(0));
      }
    },
    closed() {},
    host(event) {
      if (event.type === 'started') pid = event.pid;
    },
  },
);
connection.send('"ready"');
