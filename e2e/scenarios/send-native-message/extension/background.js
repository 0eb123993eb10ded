// With a callback, with a promise, with both kinds of ends; what the callback gets and where the error is.
const ECHO = 'org.nativeport.echo';
const OBEYS = 'org.nativeport.obeys';
const NOWHERE = 'org.nativeport.nowhere';
const told = (error) => (error ? `${error.name}: ${error.message}` : String(error));

const kind = (value) => (value instanceof Promise ? 'a promise' : String(value));

function withCallback(what, ...args) {
  return new Promise((resolve) => {
    try {
      const returned = chrome.runtime.sendNativeMessage(...args, (...got) => {
        const { lastError } = chrome.runtime;
        const error = lastError
          ? `${Object.prototype.toString.call(lastError)} ${lastError.message}`
          : String(lastError);
        console.log(`${what}: callback with ${got.length} arguments, ${JSON.stringify(got[0])}, lastError ${error}`);
        Promise.resolve().then(() => console.log(`${what}: microtask, lastError ${chrome.runtime.lastError?.message}`));
        setTimeout(resolve, 0);
      });
      console.log(`${what}: returns ${kind(returned)}`);
    } catch (error) {
      console.log(`${what}: throws ${told(error)}`);
      resolve();
    }
  });
}

async function settled(what, ...args) {
  let promise;
  try {
    promise = chrome.runtime.sendNativeMessage(...args);
  } catch (error) {
    console.log(`${what}: throws ${told(error)}, ${error instanceof Error}`);
    return;
  }
  console.log(`${what}: returns ${kind(promise)}`);
  const outcome = await promise.then(
    (reply) => `resolves to ${JSON.stringify(reply)}`,
    (error) => `rejects with ${told(error)}, ${error instanceof Error}, keys ${Object.getOwnPropertyNames(error)}`,
  );
  console.log(`${what}: ${outcome}, lastError ${chrome.runtime.lastError}`);
}

async function run() {
  await withCallback('callback, answered', ECHO, { a: 1 });
  await withCallback('callback, not found', NOWHERE, {});
  await withCallback('callback, host ends', OBEYS, { exit: 0 });
  await withCallback('callback, not JSON', OBEYS, { frames: ['{'] });
  await withCallback('callback, answers null', OBEYS, { frames: ['null'] });

  await settled('promise, answered', ECHO, { a: 1 });
  await settled('promise, not found', NOWHERE, {});
  await settled('promise, two answers', OBEYS, { frames: ['1', '2'] });
  await settled('promise, callback undefined', ECHO, { a: 1 }, undefined);
  await settled('promise, callback null', ECHO, { a: 1 }, null);

  await settled('wrong callback', ECHO, { a: 1 }, 'text');
  await settled('wrong callback, object', ECHO, { a: 1 }, {});
  await settled('one argument', ECHO);
  await settled('no argument');
  await settled('four arguments', ECHO, {}, undefined, 1);
  await settled('two messages', ECHO, {}, {});

  // nobody reads lastError
  await new Promise((resolve) => {
    chrome.runtime.sendNativeMessage(NOWHERE, {}, () => resolve());
  });
  console.log('unchecked: callback called');
  // a callback that throws
  chrome.runtime.sendNativeMessage(ECHO, {}, () => {
    throw new Error('from the callback');
  });
  await settled('after a callback that throws', ECHO, { b: 2 });

  const answers = await Promise.all([1, 2, 3].map((n) => chrome.runtime.sendNativeMessage(ECHO, { n })));
  console.log(`three at once: ${JSON.stringify(answers)}`);
  const { sendNativeMessage } = chrome.runtime;
  const detached = await sendNativeMessage(ECHO, { detached: true });
  console.log(`detached: ${JSON.stringify(detached)}`);
  const viaBrowser = await globalThis.browser?.runtime.sendNativeMessage(ECHO, { via: 'browser' });
  console.log(`browser namespace: ${JSON.stringify(viaBrowser)}`);
  console.log(`same runtime: ${globalThis.browser?.runtime === chrome.runtime}`);
  console.log('done');
}
run();
