import { describe, expect, it } from 'vitest';
import type { Port } from '../../src/context/index.js';
import { callWith, createWorld, ENGINE_NAMES, thrownBy } from '../browser/small-world.js';

async function withPort(engine: 'chromium' | 'firefox') {
  const world = await createWorld(engine);
  const port = world.chrome.runtime.connectNative('org.example.host');
  return { ...world, port, host: world.connections.last };
}

describe('a port looks as in the engine', () => {
  it.each([
    {
      engine: 'chromium',
      ids: 'T1-T4',
      keys: ['sender', 'onMessage', 'onDisconnect', 'name', 'disconnect', 'postMessage'],
      name: '',
    },
    {
      engine: 'firefox',
      ids: '7.2-7.5',
      keys: ['name', 'sender', 'error', 'onMessage', 'onDisconnect', 'postMessage', 'disconnect'],
      name: 'org.example.host',
    },
  ] as const)('$ids: own keys in order, name and sender in $engine', async ({ engine, keys, name }) => {
    const { port } = await withPort(engine);
    expect(Object.keys(port)).toEqual(keys);
    expect(Object.getOwnPropertyNames(port)).toEqual(keys);
    expect(port).toMatchObject({ name, sender: undefined });
    expect(port.onMessage).toBe(port.onMessage);
    expect(Object.prototype.toString.call(port)).toBe('[object Object]');
  });

  it('T1: a class of its own in Chromium, with shared methods that need their port', async () => {
    const { chrome, port } = await withPort('chromium');
    const other = chrome.runtime.connectNative('org.example.host');
    expect(Object.getPrototypeOf(port)).not.toBe(Object.prototype);
    expect(Object.getPrototypeOf(port)).toBe(Object.getPrototypeOf(other));
    expect(other.postMessage).toBe(port.postMessage);
    const { postMessage } = port;
    expect(thrownBy(() => postMessage(1))).toEqual({
      name: 'TypeError',
      message: 'Illegal invocation: Function must be called on an object of type Port',
    });
    expect(thrownBy(() => callWith(Object.getPrototypeOf(port), 'constructor', []))?.message).toBe(
      'Objects of type Port cannot be created using the constructor.',
    );
  });

  it('7.1: a plain object in Firefox, which scripts may take apart and change', async () => {
    const { port, host } = await withPort('firefox');
    expect(Object.getPrototypeOf(port)).toBe(Object.prototype);
    expect(
      Object.values(Object.getOwnPropertyDescriptors(port)).every(
        (each) => each.writable && each.configurable && each.enumerable,
      ),
    ).toBe(true);
    const { postMessage } = port;
    postMessage(1);
    expect(host.sent).toEqual(['1']);
    Object.assign(port, { name: 'mine' });
    expect(port.name).toBe('mine');
  });

  it.each([
    {
      engine: 'chromium',
      ids: 'T6',
      keys: ['addListener', 'removeListener', 'hasListener', 'hasListeners', 'dispatch'],
    },
    { engine: 'firefox', ids: '7.6', keys: ['addListener', 'removeListener', 'hasListener', 'setUserInput'] },
  ] as const)('$ids: keys of its events in $engine', async ({ engine, keys }) => {
    const { port } = await withPort(engine);
    expect(Object.keys(port.onMessage)).toEqual(keys);
    if (engine === 'firefox') expect(port.onMessage).toHaveProperty('setUserInput', false);
  });

  it('T5: its events are of a class of their own in Chromium', async () => {
    const { port } = await withPort('chromium');
    const { hasListeners } = port.onMessage;
    expect(Object.getPrototypeOf(port.onMessage)).toBe(Object.getPrototypeOf(port.onDisconnect));
    expect(thrownBy(() => hasListeners?.())).toEqual({
      name: 'TypeError',
      message: 'Illegal invocation: Function must be called on an object of type Event',
    });
  });

  it.each([
    {
      engine: 'chromium',
      signature: (name: string) => ({ name, length: 0 }),
      adds: (name: string) => ({ name, length: 0 }),
    },
    { engine: 'firefox', signature: () => ({ name: '', length: 0 }), adds: () => ({ name: '', length: 1 }) },
  ] as const)(
    'names and lengths of its functions, and that they construct nothing, as seen in $engine',
    async ({ engine, signature, adds }) => {
      const { port } = await withPort(engine);
      for (const name of ['postMessage', 'disconnect'] as const) {
        expect({ name: port[name].name, length: port[name].length }).toEqual(signature(name));
        expect(() => Reflect.construct(Object, [], port[name])).toThrow(TypeError);
      }
      for (const name of ['addListener', 'removeListener', 'hasListener'] as const) {
        const { [name]: method } = port.onMessage;
        expect({ name: method.name, length: method.length }).toEqual(adds(name));
        expect(() => Reflect.construct(Object, [], method)).toThrow(TypeError);
      }
    },
  );

  it('T2: the events may be replaced, before and after they were read', async () => {
    const { port } = await withPort('chromium');
    expect(Object.assign(port, { onMessage: 5 }).onMessage).toBe(5);
    void port.onDisconnect;
    expect(Object.assign(port, { onDisconnect: 6 }).onDisconnect).toBe(6);
  });
});

describe.each(ENGINE_NAMES)('listeners in %s', (engine) => {
  it('T40, 7.8, 7.9: get the message and the port itself; onDisconnect the port alone', async () => {
    const { port, host, tasks } = await withPort(engine);
    const calls: unknown[][] = [];
    port.onMessage.addListener((...args) => calls.push(args));
    port.onDisconnect.addListener((...args) => calls.push(args));
    host.says({ a: 1 });
    host.ends();
    await tasks.run();
    expect(calls).toEqual([[{ a: 1 }, port], [port]]);
    expect(calls[0]?.[1]).toBe(port);
  });

  it('T20, T43, 7.7: what they return goes nowhere, and postMessage and disconnect return nothing', async () => {
    const { port, host, tasks, consoleLines } = await withPort(engine);
    port.onMessage.addListener(() => ({ an: 'answer' }));
    port.onMessage.addListener(() => Promise.resolve('an answer'));
    port.onMessage.addListener(() => true);
    host.says(1);
    await tasks.run();
    expect(host.sent).toEqual([]);
    expect(callWith(port, 'postMessage', [1, 'surplus'])).toBeUndefined();
    expect(host.sent).toEqual(['1']);
    expect(callWith(port, 'disconnect', ['surplus'])).toBeUndefined();
    expect(consoleLines()).toEqual([]);
  });

  it('have the receiver of the engine', async () => {
    const { port, host, tasks } = await withPort(engine);
    const receivers: unknown[] = [];
    port.onMessage.addListener(function (this: unknown) {
      receivers.push(this);
    });
    host.says(1);
    await tasks.run();
    expect(receivers).toEqual([engine === 'chromium' ? globalThis : null]);
  });

  it('T8, T9, 7.14: are called once however often they are added; an unknown one can be removed', async () => {
    const { port, host, tasks } = await withPort(engine);
    let calls = 0;
    const listener = (): void => {
      calls += 1;
    };
    port.onMessage.addListener(listener);
    port.onMessage.addListener(listener);
    port.onMessage.removeListener(() => {});
    expect(port.onMessage.hasListener(listener)).toBe(true);
    host.says(1);
    await tasks.run();
    port.onMessage.removeListener(listener);
    expect(port.onMessage.hasListener(listener)).toBe(false);
    host.says(2);
    await tasks.run();
    expect(calls).toBe(1);
  });

  it('T44, 7.11: a message without a listener is lost', async () => {
    const { port, host, tasks } = await withPort(engine);
    host.says('early');
    await tasks.run();
    const heard: unknown[] = [];
    port.onMessage.addListener((message) => heard.push(message));
    host.says('late');
    await tasks.run();
    expect(heard).toEqual(['late']);
  });

  it('T42, 7.13: one that throws is reported and does not silence the next', async () => {
    const { port, host, tasks, uncaught, consoleLines } = await withPort(engine);
    const heard: unknown[] = [];
    const boom = new Error('boom');
    port.onMessage.addListener(() => {
      throw boom;
    });
    port.onMessage.addListener((message) => heard.push(message));
    host.says(1);
    await tasks.run();
    expect(heard).toEqual([1]);
    expect(uncaught).toEqual([boom]);
    expect(consoleLines()).toEqual([engine === 'chromium' ? `Error in event handler: ${boom.stack}` : 'Error: boom']);
    port.postMessage('still open');
    expect(host.sent).toEqual(['"still open"']);
  });

  it.each([
    { thrown: 'text', chromium: 'Uncaught text', firefox: 'text' },
    { thrown: undefined, chromium: 'Uncaught undefined', firefox: 'undefined' },
    { thrown: Symbol('s'), chromium: 'Uncaught Symbol(s)', firefox: 'Symbol(s)' },
    { thrown: { a: 1 }, chromium: 'Uncaught #<Object>', firefox: '[object Object]' },
    {
      thrown: Object.create(null),
      chromium: 'Uncaught something that has no text',
      firefox: 'something that has no text',
    },
  ])('E30, 7.13: the console line for $thrown', async ({ thrown, chromium, firefox }) => {
    const { port, host, tasks, consoleLines } = await withPort(engine);
    port.onMessage.addListener(() => {
      throw thrown;
    });
    host.says(1);
    await tasks.run();
    expect(consoleLines()).toEqual([
      engine === 'chromium' ? `Error in event handler: ${chromium}` : `uncaught exception: ${firefox}`,
    ]);
  });

  it('7.12, T45: all listeners get the same object; T40: a fresh one for each message', async () => {
    const { port, host, tasks } = await withPort(engine);
    const heard: unknown[] = [];
    port.onMessage.addListener((message) => heard.push(message));
    port.onMessage.addListener((message) => heard.push(message));
    host.says({});
    host.says({});
    await tasks.run();
    expect(heard[0]).toBe(heard[1]);
    expect(heard[0]).not.toBe(heard[2]);
  });
});

describe('a message runs its listeners in the engine’s order', () => {
  async function record(
    engine: 'chromium' | 'firefox',
    first: (port: Port, second: () => void, log: string[]) => void,
  ) {
    const { port, host, tasks } = await withPort(engine);
    const log: string[] = [];
    const second = (): void => void log.push('second');
    port.onMessage.addListener(() => {
      log.push('first');
      first(port, second, log);
    });
    port.onMessage.addListener(second);
    host.says(1);
    await tasks.run();
    return log;
  }

  it.each([
    {
      ids: 'T41',
      engine: 'chromium',
      when: 'removed by an earlier one',
      first: (port: Port, second: () => void) => port.onMessage.removeListener(second),
      log: ['first', 'second'],
    },
    {
      ids: '7.10',
      engine: 'firefox',
      when: 'removed by an earlier one',
      first: (port: Port, second: () => void) => port.onMessage.removeListener(second),
      log: ['first'],
    },
    {
      ids: 'T34',
      engine: 'chromium',
      when: 'left when an earlier one disconnects',
      first: (port: Port) => port.disconnect(),
      log: ['first', 'second'],
    },
    {
      ids: '7.10',
      engine: 'firefox',
      when: 'left when an earlier one disconnects',
      first: (port: Port) => port.disconnect(),
      log: ['first', 'second'],
    },
  ] as const)('$ids: a listener $when in $engine', async ({ engine, first, log }) => {
    expect(await record(engine, first)).toEqual(log);
  });

  it.each(ENGINE_NAMES)('T41, 7.10: a listener added meanwhile is not called for this message (%s)', async (engine) => {
    const log = await record(engine, (port, _second, heard) => port.onMessage.addListener(() => heard.push('late')));
    expect(log).toEqual(['first', 'second']);
  });

  it.each(ENGINE_NAMES)('7.10: microtasks of the first listener come after the second (%s)', async (engine) => {
    const log = await record(
      engine,
      (_port, _second, heard) => void Promise.resolve().then(() => heard.push('microtask')),
    );
    expect(log).toEqual(['first', 'second', 'microtask']);
  });
});

describe('addListener takes what the engine takes', () => {
  it.each([{ args: ['x'] }, { args: [null] }, { args: [undefined] }, { args: [5] }, { args: [{}] }, { args: [] }])(
    'T7: $args does nothing in Chromium',
    async ({ args }) => {
      const { port, host, tasks, consoleLines } = await withPort('chromium');
      callWith(port.onMessage, 'addListener', args);
      expect(port.onMessage.hasListeners?.()).toBe(false);
      host.says(1);
      await tasks.run();
      expect(consoleLines()).toEqual([]);
    },
  );

  it('T7, E21: a second argument throws in Chromium', async () => {
    const { port } = await withPort('chromium');
    expect(thrownBy(() => callWith(port.onMessage, 'addListener', [() => {}, {}]))).toEqual({
      name: 'TypeError',
      message: 'This event does not support filters',
    });
  });

  it.each([
    { args: [], message: 'Insufficient number of arguments.' },
    { args: ['x'], message: 'Error processing argument at index 0, conversion failure from x' },
    { args: [null], message: 'Error processing argument at index 0, conversion failure from null' },
    { args: [{}], message: 'Error processing argument at index 0, conversion failure from ' },
  ])('hasListener($args) throws in Chromium', async ({ args, message }) => {
    const { port } = await withPort('chromium');
    expect(thrownBy(() => callWith(port.onMessage, 'hasListener', args))).toEqual({ name: 'TypeError', message });
  });

  it.each([{ args: ['x'] }, { args: [null] }, { args: [] }])(
    '7.15: $args is taken in Firefox, with a complaint at each message',
    async ({ args }) => {
      const { port, host, tasks, consoleLines, uncaught } = await withPort('firefox');
      callWith(port.onMessage, 'addListener', args);
      callWith(port.onMessage, 'addListener', [() => {}, 'ignored']);
      expect(callWith(port.onMessage, 'hasListener', args)).toBe(true);
      host.says(1);
      await tasks.run();
      expect(consoleLines()).toEqual(['TypeError: callback is not a function']);
      expect(uncaught).toEqual([]);
    },
  );

  it('T6: dispatch calls the listeners and returns their results in Chromium', async () => {
    const { port } = await withPort('chromium');
    const heard: unknown[] = [];
    port.onMessage.addListener((...args) => heard.push(args));
    expect(callWith(port.onMessage, 'dispatch', [7, 8])).toEqual({ results: [1] });
    expect(heard).toEqual([[7, 8]]);
  });
});

describe.each(ENGINE_NAMES)('the end of a port in %s', (engine) => {
  const disconnected = {
    name: 'Error',
    message:
      engine === 'chromium'
        ? 'Attempting to use a disconnected port object'
        : 'Attempt to postMessage on disconnected port',
  };

  it('T22, T30-T33, 7.17-7.19: our disconnect is silent here, tells the host, and ends all events', async () => {
    const { port, host, tasks } = await withPort(engine);
    const heard: unknown[] = [];
    port.onMessage.addListener((message) => heard.push(message));
    port.onDisconnect.addListener(() => heard.push('disconnected'));
    host.says('on its way');
    expect(port.disconnect()).toBeUndefined();
    expect(port.disconnect()).toBeUndefined();
    host.says('too late');
    await tasks.run();
    expect(host.isClosed).toBe(true);
    expect(heard).toEqual([]);
    expect(thrownBy(() => port.postMessage(1))).toEqual(disconnected);
    port.onMessage.addListener(() => {});
    if (engine === 'chromium') expect(port.onMessage.hasListeners?.()).toBe(false);
  });

  it('T26, 7.19: that is noticed before the message is looked at', async () => {
    const { port } = await withPort(engine);
    port.disconnect();
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    expect(thrownBy(() => port.postMessage(cyclic))).toEqual(disconnected);
  });

  it('7.18: a burst of messages stops at our disconnect', async () => {
    const { port, host, tasks } = await withPort(engine);
    const heard: unknown[] = [];
    port.onMessage.addListener((message) => {
      heard.push(message);
      if (message === 2) port.disconnect();
    });
    for (const message of [1, 2, 3, 4, 5]) host.says(message);
    await tasks.run();
    expect(heard).toEqual([1, 2]);
  });

  it('T50, T51, 7.20, 7.21: their end fires once, when the port is already dead', async () => {
    const { port, host, tasks } = await withPort(engine);
    const heard: unknown[] = [];
    port.onDisconnect.addListener((same) => {
      heard.push(
        same === port,
        thrownBy(() => port.postMessage(1)),
      );
      port.disconnect();
    });
    host.ends('HOST_EXITED');
    await tasks.run();
    expect(heard).toEqual([true, disconnected]);
  });

  it('C10, 6.10: messages come before the end, and the end last', async () => {
    const { port, host, tasks } = await withPort(engine);
    const heard: unknown[] = [];
    port.onMessage.addListener((message) => heard.push(message));
    port.onDisconnect.addListener(() => heard.push('end'));
    host.says(1);
    host.says(2);
    host.ends('HOST_EXITED');
    expect(heard).toEqual([]);
    await tasks.run();
    expect(heard).toEqual([1, 2, 'end']);
  });

  it('C15, 6.1: what is posted to a host that is already gone vanishes', async () => {
    const { port, host, tasks } = await withPort(engine);
    host.ends('HOST_NOT_FOUND');
    expect(port.postMessage(1)).toBeUndefined();
    await tasks.run();
    expect(host.sent).toEqual([]);
  });

  it('T56, 7.16: listeners can be added afterwards and never fire', async () => {
    const { port, host, tasks } = await withPort(engine);
    void port.onMessage; // Chromium makes the event now
    host.ends();
    await tasks.run();
    callWith(port.onMessage, 'addListener', [() => {}, {}]);
    if (engine === 'chromium') expect(port.onMessage.hasListeners?.()).toBe(false);
    expect(tasks.size).toBe(0);
  });
});

describe('what a port says of a context that is gone', () => {
  const gone = { name: 'Error', message: 'Extension context invalidated.' };

  it.each([
    { what: 'postMessage', use: (port: Port) => port.postMessage(1) },
    { what: 'disconnect', use: (port: Port) => port.disconnect() },
  ])('T23, E19: $what throws in Chromium', async ({ use }) => {
    const { port, context, host } = await withPort('chromium');
    context.close();
    expect(host.isClosed).toBe(true);
    expect(thrownBy(() => use(port))).toEqual(gone);
  });

  it('T26: rather than that it was disconnected before', async () => {
    const { port, context } = await withPort('chromium');
    port.disconnect();
    context.close();
    expect(thrownBy(() => port.postMessage(1))).toEqual(gone);
    expect(thrownBy(() => port.disconnect())).toEqual(gone);
  });

  it.each(['onMessage', 'onDisconnect'] as const)(
    'T23: so does the first read of %s, as on a dead port',
    async (key) => {
      const { port, context, chrome, tasks, connections } = await withPort('chromium');
      const [ours, theirs] = [chrome.runtime.connectNative('a'), chrome.runtime.connectNative('b')];
      ours.disconnect();
      connections.last.ends();
      await tasks.run();
      context.close();
      for (const each of [port, ours, theirs]) {
        expect(thrownBy(() => each[key])).toEqual({
          name: 'Error',
          message: `Failed to read the '${key}' property from 'Object': Extension context invalidated.`,
        });
      }
    },
  );

  it('T23: an event that was read before is just silent', async () => {
    const { port, context, host, tasks } = await withPort('chromium');
    let calls = 0;
    port.onMessage.addListener(() => {
      calls += 1;
    });
    host.says(1);
    context.close();
    await tasks.run();
    expect(calls).toBe(0);
  });

  it('C17: functions of the API throw, and runtime.id is gone, in Chromium', async () => {
    const { chrome, context } = await withPort('chromium');
    context.close();
    expect(thrownBy(() => chrome.runtime.connectNative('a'))).toEqual(gone);
    expect(thrownBy(() => chrome.runtime.getManifest())).toEqual(gone);
    expect(chrome.runtime.id).toBeUndefined();
  });

  it('6.12: Firefox knows only that the port is disconnected', async () => {
    const { port, context } = await withPort('firefox');
    context.close();
    port.disconnect();
    expect(thrownBy(() => port.postMessage(1))?.message).toBe('Attempt to postMessage on disconnected port');
  });
});
