// Listeners by case. A page says over a port which ones are there, and then sends a message.
const notes = [];
const IN_A_TAB = ['tab', 'frameId', 'documentId', 'documentLifecycle'];
const later = (run) => setTimeout(run, 20);
const thenable = Object.defineProperty({}, 'then', { value: (resolve) => resolve('thenable') });
const cases = {
  'returns undefined': [() => undefined],
  'returns false': [() => false],
  'returns a string': [() => 'text'],
  'returns 1': [() => 1],
  'returns a promise': [() => Promise.resolve({ a: [1, null, 'x'] })],
  'is async': [async () => 'async'],
  'is async and returns nothing': [async () => undefined],
  'returns a promise of false': [() => Promise.resolve(false)],
  'returns a late promise': [() => new Promise((resolve) => later(() => resolve('late')))],
  'returns a thenable': [() => thenable],
  'answers at once': [(_message, _sender, respond) => void notes.push(`respond returns ${respond('now')}`)],
  'answers at once without a value': [(_message, _sender, respond) => void respond()],
  'answers in a microtask without true': [
    (_message, _sender, respond) => void Promise.resolve().then(() => respond('m')),
  ],
  'answers late without true': [(_message, _sender, respond) => void later(() => respond('late'))],
  'answers late and returns 1': [
    (_message, _sender, respond) => {
      later(() => respond('late'));
      return 1;
    },
  ],
  'returns true and answers': [
    (_message, _sender, respond) => {
      later(() => respond('late'));
      return true;
    },
  ],
  'returns true after answering': [
    (_message, _sender, respond) => {
      respond('now');
      return true;
    },
  ],
  'answers twice': [
    (_message, _sender, respond) => {
      respond('first');
      respond('second');
      return true;
    },
  ],
  'answers and returns a promise': [
    (_message, _sender, respond) => {
      respond('a');
      return Promise.resolve('b');
    },
  ],
  'answers and throws': [
    (_message, _sender, respond) => {
      respond('a');
      throw new Error('after the answer');
    },
  ],
  'throws an Error': [
    () => {
      throw new TypeError('boom');
    },
  ],
  'throws a string': [
    () => {
      throw 'boom';
    },
  ],
  'throws an object with a message': [
    () => {
      throw { message: 'boom' };
    },
  ],
  'throws undefined': [
    () => {
      throw undefined;
    },
  ],
  'throws an Error without a text': [
    () => {
      throw new Error();
    },
  ],
  'rejects with an Error': [() => Promise.reject(new TypeError('boom'))],
  'rejects with a string': [() => Promise.reject('boom')],
  'rejects with an object with a message': [() => Promise.reject({ message: 'boom' })],
  'rejects with nothing': [() => Promise.reject()],
  'rejects with an Error without a text': [() => Promise.reject(new Error())],
  'answers with what cannot be sent': [
    (_message, _sender, respond) => {
      try {
        notes.push(`respond returns ${respond(() => 1)}`);
      } catch (error) {
        notes.push(`respond throws ${error.name}: ${error.message}`);
      }
    },
  ],
  'returns a promise of what cannot be sent': [() => Promise.resolve(() => 1)],
  'two answer at once': [(_m, _s, respond) => void respond('A'), (_m, _s, respond) => void respond('B')],
  'the first throws, the second answers': [
    () => {
      throw new Error('first');
    },
    (_m, _s, respond) => void respond('B'),
  ],
  'the first answers, the second throws': [
    (_m, _s, respond) => void respond('A'),
    () => {
      throw new Error('second');
    },
  ],
  'both throw': [
    () => {
      throw new Error('first');
    },
    () => {
      throw new Error('second');
    },
  ],
  'the first is async without a value, the second async with one': [async () => undefined, async () => 'B'],
  'a slow and a fast promise': [
    () => new Promise((resolve) => later(() => resolve('slow'))),
    () => Promise.resolve('fast'),
  ],
  'a promise and then an answer at once': [() => Promise.resolve('A'), (_m, _s, respond) => void respond('B')],
  'a late promise and then nothing': [() => new Promise((resolve) => later(() => resolve('late'))), () => undefined],
  'the first removes the second': [
    () => {
      chrome.runtime.onMessage.removeListener(cases['the first removes the second'][1]);
    },
    () => notes.push('the removed one is called'),
  ],
  'a listener sees': [
    function (...args) {
      const [message, sender] = args;
      const { tab, frameId, documentId, documentLifecycle, contextId, ...plain } = sender;
      notes.push(
        `sees ${args.length} arguments, ${JSON.stringify(message)}, this ${this === globalThis} ${String(this).slice(0, 8)}`,
      );
      const keys = Object.keys(sender).filter((key) => !IN_A_TAB.includes(key));
      notes.push(`sees a sender ${JSON.stringify(plain)} of ${keys}, context id a ${typeof contextId}`);
      notes.push(`sees a plain message ${message.constructor === Object}, sender ${sender.constructor === Object}`);
      notes.push(`sees respond.name ${args[2].name}, length ${args[2].length}`);
      message.mark = 'seen';
      args[1].mark = 'seen';
    },
    (message, sender) => notes.push(`the next sees ${message.mark}, ${sender.mark}`),
  ],
  nobody: [],
};

chrome.runtime.onConnect.addListener((control) => {
  let current = [];
  control.onMessage.addListener((name) => {
    for (const listener of current) chrome.runtime.onMessage.removeListener(listener);
    current = [...cases[name]];
    for (const listener of current) chrome.runtime.onMessage.addListener(listener);
    control.postMessage(notes.splice(0));
  });
  control.postMessage(Object.keys(cases));
});
console.log('background is ready');
