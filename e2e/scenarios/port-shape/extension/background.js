// Keys, prototypes, descriptors and odd calls: what code that inspects a port can see.
const HOST = 'org.nativeport.echo';
const told = (error) => (error ? `${error.name}: ${error.message}` : String(error));

const prototypeOf = (object) => {
  const prototype = Object.getPrototypeOf(object);
  if (prototype === null) return 'null';
  return prototype === Object.prototype ? 'Object.prototype' : `of ${prototype.constructor?.name}`;
};

function flags(object, key) {
  const property = Object.getOwnPropertyDescriptor(object, key);
  if (!property) return 'not its own';
  const kind = 'value' in property ? typeof property.value : 'accessor';
  const names = ['writable', 'enumerable', 'configurable'].filter((name) => property[name]);
  return `${kind}, ${names.join(' ')}`;
}

function show(what, object) {
  console.log(`${what}: ${Object.prototype.toString.call(object)}, prototype ${prototypeOf(object)}`);
  console.log(`${what}: own keys ${Reflect.ownKeys(object).map(String).join()}`);
  const inherited = [];
  for (const key in object) if (!Object.hasOwn(object, key)) inherited.push(key);
  console.log(`${what}: inherited keys ${inherited.join()}`);
  console.log(`${what}: extensible ${Object.isExtensible(object)}`);
  for (const key of Reflect.ownKeys(object)) console.log(`property ${what}.${String(key)}: ${flags(object, key)}`);
}

function showFunctions(what, object, names) {
  for (const name of names) {
    const method = object[name];
    const constructs = Object.hasOwn(method, 'prototype');
    console.log(`signature of ${what}.${name}: "${method.name}", length ${method.length}, constructs: ${constructs}`);
    console.log(`source of ${what}.${name}: ${String(method).replace(/\s+/g, ' ')}`);
  }
}

function attempt(what, call) {
  try {
    console.log(`${what}: ${call()}`);
  } catch (error) {
    console.log(`${what}: throws ${told(error)}, ${error instanceof Error}`);
  }
}

function tryListeners(what, event) {
  for (const listener of [undefined, null, 'text', {}]) {
    attempt(`${what}.addListener(${listener})`, () => event.addListener(listener));
    attempt(`${what}.hasListener(${listener})`, () => event.hasListener(listener));
    attempt(`${what}.removeListener(${listener})`, () => event.removeListener(listener));
  }
  const listener = () => undefined;
  attempt(`${what}.addListener()`, () => event.addListener());
  attempt(`${what}.removeListener()`, () => event.removeListener());
  attempt(`${what}.addListener(with a filter)`, () => event.addListener(listener, {}));
  attempt(`${what}.hasListener(after it)`, () => event.hasListener(listener));
  attempt(`${what}.addListener`, () => event.addListener(listener));
  attempt(`${what}.addListener(again)`, () => event.addListener(listener));
  attempt(`${what}.hasListener`, () => event.hasListener(listener));
  attempt(`${what}.hasListeners`, () => event.hasListeners?.());
  attempt(`${what}.removeListener`, () => event.removeListener(listener));
  attempt(`${what}.hasListener(after removal)`, () => event.hasListener(listener));
  attempt(`${what}.removeListener(again)`, () => event.removeListener(listener));
  const { addListener } = event;
  attempt(`${what}.addListener(detached)`, () => addListener(listener));
}

async function run() {
  const port = chrome.runtime.connectNative(HOST);
  show('port', port);
  show('port.onMessage', port.onMessage);
  show('port.onDisconnect', port.onDisconnect);
  const { onMessage, onDisconnect } = port;
  console.log(`same event each time: ${onMessage === port.onMessage}, two events: ${onMessage !== onDisconnect}`);
  for (const key of ['name', 'sender', 'error', 'nothing']) console.log(`port.${key}: ${port[key]}, ${key in port}`);
  showFunctions('port', port, ['postMessage', 'disconnect']);
  showFunctions('event', port.onMessage, ['addListener', 'removeListener', 'hasListener']);
  attempt('JSON.stringify(port)', () => JSON.stringify(port));
  tryListeners('onMessage', port.onMessage);

  const { postMessage } = port;
  attempt('postMessage, detached', () => postMessage({ detached: true }));
  port.name = 'renamed';
  attempt('name, after writing', () => port.name);
  port.note = 'mine';
  attempt('a property of my own', () => port.note);
  attempt('deleting name', () => delete port.name && typeof port.name);

  const other = chrome.runtime.connectNative(HOST);
  console.log(
    `two ports share methods: ${port.postMessage === other.postMessage}, ${port.disconnect === other.disconnect}`,
  );
  console.log(`two ports share a prototype: ${Object.getPrototypeOf(port) === Object.getPrototypeOf(other)}`);
  const message = await new Promise((resolve) => {
    other.onMessage.addListener((...args) => resolve(args));
    other.postMessage({ a: [1] });
  });
  console.log(`listener got ${message.length} arguments, the port: ${message[1] === other}`);
  console.log(`message: prototype ${prototypeOf(message[0])}, its array is ours: ${Array.isArray(message[0].a)}`);

  attempt('disconnect', () => other.disconnect());
  attempt('disconnect, again', () => other.disconnect());
  attempt('postMessage, disconnected', () => other.postMessage(1));
  attempt('postMessage, disconnected, no argument', () => other.postMessage());
  attempt('postMessage, disconnected, function', () => other.postMessage(() => 1));
  attempt('onMessage.hasListeners, disconnected', () => other.onMessage.hasListeners?.());
  tryListeners('onMessage, disconnected', other.onMessage);
  console.log(`name, disconnected: ${other.name}; error: ${other.error}; lastError: ${chrome.runtime.lastError}`);
  console.log('done');
}
run();
