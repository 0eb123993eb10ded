// Listeners that come and go, throw and disconnect while an event is on its way.
const HOST = 'org.nativeport.echo';
const NOWHERE = 'org.nativeport.nowhere';
const told = (error) => (error ? `${error.name}: ${error.message}` : String(error));

const nextOf = (event) => new Promise((resolve) => event.addListener(resolve));
/** A message there and back: whatever was on its way before has arrived. */
async function roundTrip(port) {
  const token = `token ${Math.random()}`;
  const back = new Promise((resolve) => {
    port.onMessage.addListener((message) => message === token && resolve());
  });
  port.postMessage(token);
  await back;
}
const tokens = (message) => String(message).startsWith('token');

async function listenersInOrder() {
  const port = chrome.runtime.connectNative(HOST);
  const say = (text) => (message) => tokens(message) || console.log(`order: ${text}`);
  const first = say('first');
  port.onMessage.addListener(first);
  port.onMessage.addListener(say('second'));
  port.onMessage.addListener(first);
  port.onMessage.addListener((message) => {
    if (tokens(message)) return;
    console.log('order: third, queues a microtask');
    Promise.resolve().then(() => console.log('order: microtask of the third'));
  });
  port.onMessage.addListener(say('fourth'));
  port.postMessage('go');
  await roundTrip(port);
  port.onMessage.removeListener(first);
  port.postMessage('go');
  await roundTrip(port);
  port.disconnect();
}

async function comingAndGoing() {
  const port = chrome.runtime.connectNative(HOST);
  const removed = (message) => tokens(message) || console.log(`coming and going: the removed one, ${message}`);
  const added = (message) => tokens(message) || console.log(`coming and going: the added one, ${message}`);
  port.onMessage.addListener(function once(message) {
    console.log(`coming and going: once, ${message}`);
    port.onMessage.removeListener(once);
    port.onMessage.removeListener(removed);
    port.onMessage.addListener(added);
  });
  port.onMessage.addListener(removed);
  port.postMessage('one');
  port.postMessage('two');
  await roundTrip(port);
  port.disconnect();
}

async function throwing() {
  const port = chrome.runtime.connectNative(HOST);
  port.onMessage.addListener((message) => {
    if (tokens(message)) return;
    console.log('throwing: about to');
    throw new TypeError(`from a listener, ${message}`);
  });
  port.onMessage.addListener(async (message) => {
    if (!tokens(message)) throw new Error('from an async listener');
  });
  port.onMessage.addListener((message) => tokens(message) || console.log('throwing: the next is called'));
  port.postMessage('x');
  await roundTrip(port);
  console.log('throwing: the port lives');
  port.disconnect();
}

async function notAFunction() {
  const port = chrome.runtime.connectNative(HOST);
  port.onMessage.addListener('text');
  port.onMessage.addListener((message) => tokens(message) || console.log('not a function: the next is called'));
  port.postMessage('x');
  await nextOf(port.onMessage);
  port.disconnect();
}

async function sharedMessage() {
  const port = chrome.runtime.connectNative(HOST);
  port.onMessage.addListener((message) => {
    message.mark = 'seen';
  });
  port.onMessage.addListener((message) => console.log(`shared: ${message.mark}`));
  port.postMessage({});
  await nextOf(port.onMessage);
  port.disconnect();
}

async function tasks() {
  const port = chrome.runtime.connectNative(HOST);
  const over = new Promise((resolve) => {
    port.onMessage.addListener((message) => {
      console.log(`tasks: ${message}`);
      Promise.resolve().then(() => console.log(`tasks: microtask of ${message}`));
      if (message === 3) resolve();
    });
  });
  for (const n of [1, 2, 3]) port.postMessage(n);
  await over;
  port.disconnect();
}

async function nobodyListens() {
  const port = chrome.runtime.connectNative(HOST);
  port.postMessage('unheard');
  const other = chrome.runtime.connectNative(HOST);
  await roundTrip(other);
  await roundTrip(port);
  port.onMessage.addListener((message) => tokens(message) || console.log(`nobody: ${message}`));
  await roundTrip(port);
  port.disconnect();
  other.disconnect();
}

async function disconnectInMessage() {
  const port = chrome.runtime.connectNative(HOST);
  const other = chrome.runtime.connectNative(HOST);
  const heard = new Promise((resolve) => {
    port.onMessage.addListener((message) => {
      console.log(`disconnect in onMessage: first listener, ${message}`);
      port.disconnect();
      resolve();
    });
  });
  port.onMessage.addListener((message) => console.log(`disconnect in onMessage: second listener, ${message}`));
  port.onDisconnect.addListener(() => console.log('disconnect in onMessage: onDisconnect'));
  for (const n of [1, 2, 3]) port.postMessage(n);
  await heard;
  await roundTrip(other);
  await roundTrip(other);
  other.disconnect();
}

async function disconnectEvent() {
  const port = chrome.runtime.connectNative(NOWHERE);
  const calls = [];
  port.onDisconnect.addListener((...args) => {
    const { lastError } = chrome.runtime;
    console.log(`onDisconnect: ${args.length} argument, the port: ${args[0] === port}`);
    console.log(`onDisconnect: lastError ${Object.prototype.toString.call(lastError)} ${lastError?.message}`);
    console.log(`onDisconnect: lastError keys ${lastError && Object.getOwnPropertyNames(lastError)}`);
    console.log(
      `onDisconnect: lastError an Error: ${lastError instanceof Error}, ${lastError && JSON.stringify(lastError)}`,
    );
    console.log(`onDisconnect: error ${told(port.error)}, an Error: ${port.error instanceof Error}`);
    console.log(`onDisconnect: error keys ${port.error && Object.getOwnPropertyNames(port.error)}`);
    try {
      port.postMessage('late');
    } catch (error) {
      console.log(`onDisconnect: postMessage throws ${told(error)}`);
    }
    console.log(`onDisconnect: disconnect() gives ${port.disconnect()}`);
    Promise.resolve().then(() =>
      console.log(`onDisconnect: lastError in a microtask ${chrome.runtime.lastError?.message}`),
    );
    calls.push(1);
  });
  port.onDisconnect.addListener(() => {
    console.log(`onDisconnect: second listener, lastError ${chrome.runtime.lastError?.message}`);
    calls.push(2);
  });
  await nextOf(port.onDisconnect);
  console.log(`onDisconnect: after it, lastError ${chrome.runtime.lastError}, error ${told(port.error)}`);
  console.log(`onDisconnect: has listeners ${port.onDisconnect.hasListeners?.()}, calls ${calls}`);
}

async function throwingInDisconnect() {
  const port = chrome.runtime.connectNative(NOWHERE);
  port.onDisconnect.addListener(() => {
    throw new Error(`from onDisconnect, ${chrome.runtime.lastError?.message}`);
  });
  port.onDisconnect.addListener(() => console.log('throwing in onDisconnect: the next is called'));
  await nextOf(port.onDisconnect);
}

async function unchecked() {
  const port = chrome.runtime.connectNative(NOWHERE);
  await nextOf(port.onDisconnect);
  console.log('unchecked: nobody read lastError');
  chrome.runtime.connectNative(NOWHERE); // nobody listens at all
  const last = chrome.runtime.connectNative(NOWHERE);
  await new Promise((resolve) => {
    last.onDisconnect.addListener(() => resolve(chrome.runtime.lastError));
  });
  console.log('unchecked: nobody listened');
}

async function earlyPosts() {
  const port = chrome.runtime.connectNative(NOWHERE);
  port.postMessage('to nobody');
  console.log('early: accepted before the end is known');
  await new Promise((resolve) => {
    port.onDisconnect.addListener(() => resolve(chrome.runtime.lastError));
  });
  port.onDisconnect.addListener(() => console.log('early: called twice'));
  try {
    port.onMessage.addListener(() => console.log('early: a message'));
    console.log('early: onMessage can still be read');
  } catch (error) {
    console.log(`early: onMessage, read for the first time: ${told(error)}`);
  }
  try {
    port.postMessage('to nobody');
  } catch (error) {
    console.log(`early: afterwards ${told(error)}`);
  }
}

async function run() {
  await listenersInOrder();
  await comingAndGoing();
  await throwing();
  await notAFunction();
  await sharedMessage();
  await tasks();
  await nobodyListens();
  await disconnectInMessage();
  await disconnectEvent();
  await throwingInDisconnect();
  await unchecked();
  await earlyPosts();
  console.log('done');
}
run();
