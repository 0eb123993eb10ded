// Each call to an application that cannot be reached: what it throws, or how it ends.
const OVER_THE_TOP = 'a'.repeat(300);
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

const APPLICATIONS = [
  ['not installed', 'org.nativeport.nowhere'],
  ['allows another extension', 'org.nativeport.forbidden'],
  ['allows nobody', 'org.nativeport.allows_nobody'],
  ['program missing', 'org.nativeport.program_missing'],
  ['relative path', 'org.nativeport.relative_path'],
  ['path in the home', 'org.nativeport.tilde_path'],
  ['path is the home', 'org.nativeport.lone_tilde_path'],
  ["path in another user's home", 'org.nativeport.other_user_path'],
  ['path with a variable', 'org.nativeport.variable_path'],
  ['forbidden, relative path', 'org.nativeport.forbidden_and_relative'],
  ['forbidden, path in the home', 'org.nativeport.forbidden_and_tilde'],
  ['forbidden, program missing', 'org.nativeport.forbidden_and_missing'],
  ['name differs from the file', 'org.nativeport.other_name'],
  ['type is not stdio', 'org.nativeport.other_type'],
  ['unknown key in the manifest', 'org.nativeport.unknown_key'],
  ['empty description', 'org.nativeport.no_description'],
  ['long name', OVER_THE_TOP],
  ['upper case', 'Org.Nativeport.Echo'],
  ['hyphen', 'org.native-port.echo'],
  ['two dots', 'org..nativeport'],
  ['dot first', '.org'],
  ['dot last', 'org.'],
  ['space', 'org nativeport'],
  ['not ASCII', 'örg'],
  ['path', '../echo'],
  ['empty', ''],
];

const ARGUMENTS = [
  ['nothing', []],
  ['number', [123]],
  ['null', [null]],
  ['undefined', [undefined]],
  ['object without application', [{}]],
  ['object with something else', [{ app: 'x' }]],
  ['object with application', [{ application: 'org.nativeport.nowhere' }]],
  ['one too many', ['org.nativeport.nowhere', {}]],
];

async function connect(what, args) {
  let outcome;
  try {
    const port = chrome.runtime.connectNative(...args);
    console.log(`connectNative, ${what}: a port named "${port.name}"`);
    port.postMessage({ early: true });
    const returned = await Promise.race([ended(port), answered(port)]);
    outcome = returned;
  } catch (error) {
    outcome = `throws ${told(error)}, ${error instanceof Error}`;
  }
  console.log(`connectNative, ${what}: ${outcome}`);
}

const answered = (port) =>
  new Promise((resolve) => {
    port.onMessage.addListener((message) => {
      port.disconnect();
      resolve(`answered ${JSON.stringify(message)}`);
    });
  });

async function send(what, args) {
  let promise;
  try {
    promise = chrome.runtime.sendNativeMessage(...args);
  } catch (error) {
    console.log(`sendNativeMessage, ${what}: throws ${told(error)}, ${error instanceof Error}`);
    return;
  }
  const outcome = await promise.then(
    (reply) => `resolves to ${JSON.stringify(reply)}`,
    (error) => `rejects with ${told(error)}, ${error instanceof Error}`,
  );
  console.log(`sendNativeMessage, ${what}: ${outcome}`);
}

async function run() {
  for (const [what, application] of APPLICATIONS) {
    await connect(what, [application]);
    await send(what, [application, { only: 'once' }]);
  }
  for (const [what, args] of ARGUMENTS) {
    await connect(what, args);
    await send(what, args);
  }
  console.log('done');
}
run();
