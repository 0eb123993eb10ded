import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EngineName } from '../../../src/engines/index.js';
import { installHostFor, isAlive } from '../extension-folder.js';
import { eventsOf, runToEnd, saidIn, startRun } from './start-run.js';

const HOST = 'org.example.host';
const CONNECTS = `const port = chrome.runtime.connectNative('${HOST}');
  port.onMessage.addListener((message) => console.log('port', message));`;

const withHost =
  (behaviour: Parameters<typeof installHostFor>[3], engine: EngineName = 'chromium', settings = {}) =>
  (extension: string, hosts: string): Promise<unknown> =>
    installHostFor(extension, hosts, engine, behaviour, settings);

describe('a run ends when nothing is left to happen', () => {
  it.each([
    { what: 'nothing at all', code: '', said: [] },
    { what: 'a timer', code: 'setTimeout(() => console.log("timer"), 50)', said: [['timer']] },
    {
      what: 'an interval, until it is cleared',
      code: 'let n = 0; const id = setInterval(() => { console.log(n += 1); if (n === 3) clearInterval(id) }, 5)',
      said: [[1], [2], [3]],
    },
    {
      what: 'work in another thread',
      code: 'crypto.subtle.digest("SHA-256", new Uint8Array(1e6)).then(() => console.log("digest"))',
      said: [['digest']],
    },
    {
      what: 'an open MessageChannel, until it is closed',
      code: 'const { port1, port2 } = new MessageChannel(); port1.onmessage = ({ data }) => { console.log(data); port1.close() }; setTimeout(() => port2.postMessage("hi"), 20)',
      said: [['hi']],
    },
    {
      what: 'a question to the browser',
      code: 'chrome.permissions.contains({ permissions: ["nativeMessaging"] }).then((has) => console.log(has))',
      said: [[true]],
    },
    {
      what: 'a port to a host that is missing',
      code: `${CONNECTS.replace(HOST, 'org.example.none')} port.onDisconnect.addListener(() => console.log(chrome.runtime.lastError.message))`,
      said: [['Specified native messaging host not found.']],
    },
    {
      what: 'a promise that nobody can resolve',
      code: 'new Promise(() => undefined).then(() => console.log("never"))',
      said: [],
    },
  ])('$what', async ({ code, said }) => {
    const ran = await runToEnd({ 'background.js': code });
    expect(ran.said).toEqual(said);
    expect(ran.end).toEqual({ exitCode: 0, why: 'nothing was left to happen' });
  });

  it('a request to a server that takes its time', async () => {
    const server = createServer((_request, response) => setTimeout(() => response.end('answer'), 1500)); // undici's slow timers tick each second
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    const { said } = await runToEnd({
      'background.js': `fetch("http://127.0.0.1:${address.port}/").then((response) => response.text()).then((text) => console.log(text))`,
    });
    expect(said).toEqual([['answer']]);
  });

  it.each<{ engine: EngineName }>([{ engine: 'chromium' }, { engine: 'firefox' }])(
    'a message to a host and its answer, in $engine',
    async ({ engine }) => {
      const { said, end, events } = await runToEnd(
        {
          'background.js': `chrome.runtime.sendNativeMessage('${HOST}', { a: 1 }).then((answer) => console.log(answer))`,
        },
        { engine, prepare: withHost('echo', engine) },
      );
      expect(said).toEqual([[{ a: 1 }]]);
      expect(end.exitCode).toBe(0);
      expect(eventsOf(events, 'host.exited')).toMatchObject([{ exitCode: 0, signal: null }]);
    },
  );

  it('not while a port is open; a given time ends it, and the host with it', async () => {
    const run = await startRun({ 'background.js': CONNECTS }, { prepare: withHost('echo'), forMs: 1500 });
    const { pid } = await run.when('host.started');
    expect(await run.ended).toEqual({ exitCode: 0, why: 'the time was over' });
    expect(isAlive(pid)).toBe(false);
    expect(run.events.at(-1)).toMatchObject({ type: 'trace.ended', exitCode: 0 });
  });

  it('a background that never returns is ended too', async () => {
    const run = await startRun({ 'background.js': 'console.log("in"); for (;;);' }, { forMs: 1000 });
    expect(await run.ended).toEqual({ exitCode: 0, why: 'the time was over' });
    expect(saidIn(run.events)).toEqual([['in']]);
  });

  it('a host that ignores the end of its input is gone before the run ends (observed 3)', async () => {
    const run = await startRun({ 'background.js': CONNECTS }, { prepare: withHost('ignores-eof') });
    const { pid } = await run.when('host.started');
    run.stop('enough', 130);
    expect(await run.ended).toEqual({ exitCode: 130, why: 'enough' });
    expect(isAlive(pid)).toBe(false);
    expect(eventsOf(run.events, 'host.exited')).toMatchObject([{ exitCode: null, signal: 'SIGKILL' }]);
  });

  it('a background without memory crashes alone', async () => {
    const { end, events } = await runToEnd(
      {
        'background.js': 'console.log("in"); const all = []; for (;;) all.push(new Array(1e5).fill(all.length));',
      },
      { memoryMiB: 32 },
    );
    expect(eventsOf(events, 'error')).toMatchObject([{ context: 'background', code: 'BACKGROUND_CRASHED' }]);
    expect(end).toEqual({ exitCode: 1, why: 'nothing was left to happen' });
  });
});

describe('clicks come one after another, each when things have settled', () => {
  const CLICKS = `${CONNECTS}
    let clicks = 0;
    chrome.action.onClicked.addListener(async () => {
      clicks += 1;
      console.log('click', clicks);
      port.postMessage(clicks);
      console.log('message', await chrome.runtime.sendNativeMessage('${HOST}', { clicks }));
    });`;

  it.each<{ engine: EngineName }>([{ engine: 'chromium' }, { engine: 'firefox' }])(
    'the first after the start, the next after the answers, in $engine',
    async ({ engine }) => {
      const { said, end } = await runToEnd(
        { 'background.js': CLICKS },
        { engine, clicks: 2, untilQuiet: true, prepare: withHost('echo', engine) },
      );
      const [first, second] = [said.slice(0, 3), said.slice(3)];
      for (const [click, part] of [
        [1, first],
        [2, second],
      ] as const) {
        expect(part[0]).toEqual(['click', click]);
        expect(part.slice(1)).toEqual(
          expect.arrayContaining([
            ['port', click],
            ['message', { clicks: click }],
          ]),
        );
      }
      expect(end).toEqual({ exitCode: 0, why: 'everything had settled' });
    },
  );

  it.each([
    { what: 'a timer that runs for ever', code: 'setInterval(() => undefined, 50);' },
    { what: 'a host that never answers', code: `${CONNECTS} port.postMessage(1);` },
  ])('$what does not hold them up for ever', async ({ code }) => {
    const files = {
      'background.js': `${code} chrome.action.onClicked.addListener((tab) => console.log('clicked', tab.id))`,
    };
    const run = await startRun(files, { clicks: 1, prepare: withHost('speaks') });
    expect(await run.when('console')).toMatchObject({ args: ['clicked', 1] });
  });

  it('a click of the caller comes at once, and tells of itself', async () => {
    const code = 'chrome.action.onClicked.addListener(() => console.log("clicked"))';
    const run = await startRun({ 'background.js': code }, { stays: true });
    void run.clickAction();
    await run.when('console');
    expect(run.events.map(({ type }) => type)).toEqual([
      'trace.started',
      'context.created',
      'action.clicked',
      'console',
    ]);
    run.stop('seen');
    expect(await run.ended).toEqual({ exitCode: 0, why: 'seen' });
  });
});

describe('reload', () => {
  it('ends the background with its hosts, and runs the files as they are now', async () => {
    const run = await startRun(
      { 'background.js': `${CONNECTS} console.log('first')` },
      { stays: true, prepare: withHost('echo') },
    );
    const { pid } = await run.when('host.started');
    writeFileSync(path.join(run.extension, 'background.js'), 'console.log("second", typeof port)');
    await run.reload();
    expect(isAlive(pid)).toBe(false);
    expect(await run.when('console', ({ context }) => context === 'background-2')).toMatchObject({
      args: ['second', 'undefined'],
    });
  });

  it('of a manifest that is broken now is an error event; the next one may work', async () => {
    const run = await startRun({ 'background.js': 'console.log("runs")' }, { stays: true });
    const file = path.join(run.extension, 'manifest.json');
    await run.when('console');
    writeFileSync(file, '{');
    await run.reload();
    expect(eventsOf(run.events, 'error')).toMatchObject([{ code: 'EXTENSION_MANIFEST_INVALID' }]);
    writeFileSync(
      file,
      JSON.stringify({ manifest_version: 3, name: 'x', version: '1', background: { service_worker: 'background.js' } }),
    );
    await run.reload();
    expect(await run.when('console', ({ context }) => context !== 'background')).toMatchObject({ args: ['runs'] });
  });
});

describe('what a script does in one task reaches the host in one go', () => {
  it.each<{ engine: EngineName }>([{ engine: 'chromium' }, { engine: 'firefox' }])(
    'observed 5: of five messages and a disconnect, a running host gets the first, in $engine',
    async ({ engine }) => {
      const ports = 8;
      const run = await startRun(
        {
          'background.js': `
            const ports = Array.from({ length: ${ports} }, () => chrome.runtime.connectNative('${HOST}'));
            for (const port of ports) port.postMessage(0);
            chrome.action.onClicked.addListener(() => {
              for (const port of ports) {
                for (const message of [1, 2, 3, 4, 5]) port.postMessage(message);
                port.disconnect();
              }
            });`,
        },
        { engine, prepare: withHost('tells-what-it-hears', engine) },
      );
      for (let port = 1; port <= ports; port += 1) {
        await run.when('host.stderr', (event) => event.port === port && event.line.includes('heard 0'));
      }
      void run.clickAction();
      await run.ended;
      for (let port = 1; port <= ports; port += 1) {
        const lines = eventsOf(run.events, 'host.stderr').filter((event) => event.port === port);
        expect(lines.map(({ line }) => line)).toEqual(
          ['heard 0', 'heard 1', 'heard the end'].map((text) => expect.stringContaining(text)),
        );
      }
    },
  );
});
