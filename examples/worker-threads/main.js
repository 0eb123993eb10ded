// An extension whose background and panel run in worker threads. The browser, and the native host that it starts, belong
// to this thread.
//   node main.js [chromium|firefox]
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { MessageChannel, Worker } from 'node:worker_threads';
import { bridgeOverMessagePort, createBrowser } from 'nativeport/browser';

// The example ping-pong has the host; it lets in the extension with this id.
const IDS = { chromium: 'gcoghgpjdipngoappkeoenknponbdfld', firefox: 'ping-pong@example.org' };
const engine = process.argv[2] === 'firefox' ? 'firefox' : 'chromium';

const browser = createBrowser({
  engine,
  hostDirectories: [path.join(import.meta.dirname, '../ping-pong/hosts', engine)],
  onTrace(event) {
    if (event.type === 'port.closed' && event.reason) console.error(event.reason.message, event.reason.hint);
  },
});
const extension = await browser.loadExtension(path.join(import.meta.dirname, 'extension'), { id: IDS[engine] });

const background = await startContext('background.js', { kind: 'background' });
const panel = await startContext('panel.js', { kind: 'page', url: 'panel.html' });

await browser.whenIdle(); // the panel has disconnected, the background let the host go, and the host has left
await browser.close(); // and with it the bridges, so that nothing keeps the threads
await Promise.all([background.ended, panel.ended]);
console.log('Both threads have ended.');

/** Runs a script of the extension in a thread of its own. Resolves when the script has run. */
async function startContext(script, label) {
  const { port1, port2 } = new MessageChannel();
  extension.attachOver(bridgeOverMessagePort(port1), label);
  const worker = new Worker(new URL('./context.js', import.meta.url), {
    workerData: {
      engine,
      extension: extension.describe(),
      port: port2,
      script: path.join(extension.directory, script),
    },
    transferList: [port2],
  });
  const ended = once(worker, 'exit');
  await once(worker, 'message'); // "loaded"; rejects when the thread fails
  return { ended };
}
