// A page that does what the name of a port or a message says, and keeps notes until the background asks for them.
const me = location.pathname.slice(1, 4);
const notes = [];
const note = (text) => notes.push(`${me}: ${text}`);
const told = (error) => (error ? `${error.name}: ${error.message}` : String(error));
const ports = new Map();

/** What a value is, whatever way it came. */
function shapeOf(value, seen = new Set()) {
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (seen.has(value)) return 'cycle';
  seen.add(value);
  const inner = (each) => shapeOf(each, seen);
  if (value instanceof Date) return `Date ${value.getTime()}`;
  if (value instanceof RegExp) return `RegExp ${value}`;
  if (value instanceof Error) return `${value.name} ${value.message}`;
  if (value instanceof Map) return `Map ${[...value].map(inner)}`;
  if (value instanceof Set) return `Set ${[...value].map(inner)}`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} ${value.byteLength}`;
  if (value instanceof ArrayBuffer) return `ArrayBuffer ${value.byteLength}`;
  if (Array.isArray(value)) return `[${Array.from(value, (each, index) => (index in value ? inner(each) : 'hole'))}]`;
  const members = Object.entries(value).map(([key, member]) => `${key}:${inner(member)}`);
  return `${value.constructor === Object ? '' : value.constructor.name}{${members}}`;
}

chrome.runtime.onConnect.addListener((port) => {
  const { name } = port;
  if (name === 'two') return; // it connects to everybody
  ports.set(name, port);
  note(`a port ${name}`);
  port.onMessage.addListener((message, same) => {
    if (name === 'values') port.postMessage(shapeOf(message));
    else if (message === 'who') port.postMessage(me);
    else note(`${name} says ${JSON.stringify(message)}, the port ${same === port}`);
    if (message === `${me} disconnects`) port.disconnect();
  });
  port.onDisconnect.addListener((same) => {
    note(`${name} is over, the port ${same === port}, ${chrome.runtime.lastError?.message} ${told(port.error)}`);
    try {
      port.postMessage(1);
    } catch (error) {
      note(`${name} ${told(error)}`);
    }
  });
});
chrome.runtime.onConnect.addListener((port) => {
  if (port.name === 'two') return;
  note(`the second listener, the same port ${ports.get(port.name) === port}`);
  throw new Error('from onConnect');
});

const never = () => undefined;
const answers = {
  'one answers': { one: (respond) => respond('from one') },
  'nobody answers': {},
  'one never, two at once': { one: () => true, two: (respond) => respond('from two') },
  'two later': { two: () => new Promise((resolve) => setTimeout(() => resolve('from two'), 20)) },
  'one throws': {
    one() {
      throw new Error('from one');
    },
  },
  'one rejects later': {
    one: () => new Promise((_resolve, reject) => setTimeout(() => reject(new Error('from one')), 20)),
  },
};
chrome.runtime.onMessage.addListener((message, _sender, respond) => (answers[message]?.[me] ?? never)(respond));

const control = chrome.runtime.connect({ name: me });
control.onMessage.addListener(({ ask, name }) => {
  if (ask === 'connect') {
    const port = chrome.runtime.connect({ name });
    port.onMessage.addListener((message) => {
      note(`${name} hears ${JSON.stringify(message)}`);
      if (message === 'last') port.disconnect();
      control.postMessage(notes.splice(0));
    });
    return;
  }
  if (ask === 'post') {
    try {
      note(`${name}: postMessage returns ${ports.get(name).postMessage('still there?')}`);
    } catch (error) {
      note(`${name}: ${told(error)}`);
    }
  }
  control.postMessage(notes.splice(0));
});
