// What a host does is said in its first message; the extension sees how the port, or the single message, ends.
const HOST = 'org.nativeport.obeys';
const told = (error) => (error ? `${error.name}: ${error.message}` : String(error));

/** How a port ends, by the other side. Reading lastError here marks it as checked. */
const ended = (port) =>
  new Promise((resolve) => {
    port.onDisconnect.addListener((ofPort) => {
      const { lastError } = chrome.runtime;
      const same = ofPort === port ? 'same port' : 'another port';
      resolve(
        `disconnected, ${same}, lastError ${lastError?.message ?? lastError}, error ${port.error?.message ?? port.error}`,
      );
    });
  });

const ENDINGS = [
  ['exits with 0', { exit: 0 }],
  ['exits with 1', { exit: 1 }],
  ['crashes', { kill: 'SIGSEGV' }],
  ['is killed', { kill: 'SIGKILL' }],
  ['answers, then exits', { frames: ['"bye"'], exit: 0 }],
  ['answers twice, then fails', { frames: ['{"n":1}', '{"n":2}'], exit: 1 }],
  ['answers null, then exits', { frames: ['null'], exit: 0 }],
  ['writes half a header', { bytes: [1, 0], exit: 0 }],
  ['writes half a body', { bytes: [9, 0, 0, 0, 0x22, 0x68], exit: 0 }],
  ['writes a whole and half a frame', { frames: ['1'], bytes: [9, 0, 0, 0, 0x22], exit: 0 }],
  ['closes its stdout and stays', { closeStdout: true }],
];

async function overPort(what, application, order) {
  const port = chrome.runtime.connectNative(application);
  port.onMessage.addListener((message) => console.log(`port, ${what}: ${JSON.stringify(message)}`));
  const end = ended(port);
  if (order) port.postMessage(order);
  console.log(`port, ${what}: ${await end}`);
}

async function once(what, application, order) {
  const outcome = await chrome.runtime.sendNativeMessage(application, order).then(
    (reply) => `resolves to ${JSON.stringify(reply)}`,
    (error) => `rejects with ${told(error)}`,
  );
  console.log(`sendNativeMessage, ${what}: ${outcome}`);
}

async function run() {
  for (const [what, order] of ENDINGS) {
    await overPort(what, HOST, order);
    await once(what, HOST, order);
  }
  await overPort('exits at once', 'org.nativeport.exits_at_once');
  await once('speaks first', 'org.nativeport.speaks_first', {});
  await overPort('is not executable', 'org.nativeport.not_executable');
  await overPort('is a folder', 'org.nativeport.is_a_folder');
  await overPort('has no #! line', 'org.nativeport.plain_text');
  await overPort('has an interpreter that is missing', 'org.nativeport.lost_interpreter');
  console.log('done');
}
run();
