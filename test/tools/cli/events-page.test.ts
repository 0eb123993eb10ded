import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../../src/browser/index.js';
import { createBrowser } from '../../../src/browser/node.js';
import { installHostFor, writeExtension } from '../extension-folder.js';
import { folderForTest, runCommand } from './command.js';

// The compiler asks for a row for each type of event.
const TYPES: Record<TraceEvent['type'], true> = {
  'action.clicked': true,
  console: true,
  'context.created': true,
  'context.gone': true,
  'document.cached': true,
  'document.restored': true,
  'element.clicked': true,
  error: true,
  'frame.added': true,
  'frame.removed': true,
  'host.exited': true,
  'host.started': true,
  'host.stderr': true,
  message: true,
  'port.closed': true,
  'port.opened': true,
  'port.received': true,
  'tab.closed': true,
  'tab.navigated': true,
  'tab.opened': true,
  'trace.ended': true,
  'trace.started': true,
  warning: true,
};

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../../docs/events.md'), 'utf8');
const SECTIONS = new Map(
  PAGE.split(/^### /m)
    .slice(1)
    .map((section) => [/^`([^`]+)`/.exec(section)?.[1] ?? '', section.split(/^## /m)[0] ?? '']),
);
const examplesIn = (section: string): TraceEvent[] =>
  [...section.matchAll(/^```json\n([\s\S]*?)```/gm)].flatMap(([, lines = '']) =>
    lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as TraceEvent),
  );

/** The names of an object's keys, in their order, with the kind of each value. */
function shapeOf(value: unknown): unknown {
  if (value === null) return 'null';
  if (typeof value !== 'object' || Array.isArray(value)) return Array.isArray(value) ? 'list' : typeof value;
  return Object.entries(value).map(([key, inner]) => (key === 'body' ? key : [key, shapeOf(inner)]));
}

describe('docs/events.md', () => {
  it('has a section for each type, and no other', () => {
    expect([...SECTIONS.keys()].sort()).toEqual(Object.keys(TYPES).sort());
  });

  it('tells of every field of real events, and every example has the shape of a real one', async () => {
    const real = [...(await realEvents()), ...(await eventsBetweenContexts()), ...(await eventsOfTabs())];
    expect([...new Set(real.map(({ type }) => type))].sort()).toEqual(Object.keys(TYPES).sort());
    for (const [type, section] of SECTIONS) {
      const shapes = real.filter((event) => event.type === type).map(shapeOf);
      const examples = examplesIn(section);
      expect(examples.map((example) => example.type)).toEqual(examples.map(() => type));
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) expect(shapes).toContainEqual(shapeOf(example));
      const fields = real.filter((event) => event.type === type).flatMap((event) => Object.keys(event));
      const told = (field: string): boolean => field === 'time' || field === 'type' || section.includes(`\`${field}\``);
      expect([...new Set(fields)].filter((field) => !told(field))).toEqual([]);
    }
  });
});

/** Ports and messages between contexts, in both ways of carrying messages. */
async function eventsBetweenContexts(): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  for (const engine of ['chromium', 'firefox'] as const) {
    const browser = createBrowser({ engine, onTrace: (event) => events.push(event) });
    const extension = await browser.loadExtension({ manifest_version: 3, name: 'two contexts', version: '1' });
    const { chrome } = extension.attach();
    const page = extension.attach({ kind: 'page', url: 'popup.html' });
    chrome.runtime.onMessage.addListener(async () => ({ text: 'pong' }));
    await page.chrome.runtime.sendMessage({ text: 'ping' });
    const nobody = chrome.runtime.connect({ name: 'greeting' });
    await new Promise((resolve) => nobody.onDisconnect.addListener(() => resolve(chrome.runtime.lastError)));
    await browser.close();
  }
  return events;
}

/** Tabs with frames and a history, and the contexts in their documents. */
async function eventsOfTabs(): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  const browser = createBrowser({ engine: 'chromium', onTrace: (event) => events.push(event) });
  const extension = await browser.loadExtension({
    manifest_version: 3,
    name: 'tabs',
    version: '1',
    externally_connectable: { matches: ['https://example.com/*'] },
  });
  const { chrome } = extension.attach();
  const tab = browser.openTab('https://example.com/');
  const other = browser.openTab('https://example.com/two', { opener: tab });
  extension.attach({ kind: 'content-script', frame: tab.mainFrame });
  browser.attachWebPage({ frame: tab.mainFrame });
  tab.navigate('next', { cached: true });
  const frame = tab.mainFrame.addFrame('inner');
  chrome.tabs.connect(tab.id, { frameId: 0, name: 'greeting' });
  void chrome.tabs.sendMessage(tab.id, 'hello', { documentId: tab.document.id }).catch(() => undefined);
  frame.remove();
  tab.back();
  tab.close();
  other.close();
  await browser.close();
  return events;
}

/** A run in which everything else happens. */
async function realEvents(): Promise<TraceEvent[]> {
  const folder = folderForTest();
  const hosts = path.join(folder, 'hosts');
  const code = `
    chrome.runtime.connectNative('org.example.none').onDisconnect.addListener(() => chrome.runtime.lastError);
    chrome.runtime.connectNative('org.example.oops');
    chrome.runtime.connectNative('org.example.stderr');
    chrome.action.onClicked.addListener(() => {
      const port = chrome.runtime.connectNative('org.example.echo');
      port.onMessage.addListener((message) => { console.log('received', message); port.disconnect(); });
      port.postMessage({ text: 'ping' });
      setTimeout(() => { throw new Error('no') });
    });
    try { importScripts('lib.js') } catch {}`;
  const working = writeExtension(path.join(folder, 'working'), { 'background.js': code });
  await installHostFor(working, hosts, 'chromium', 'echo', { name: 'org.example.echo' });
  const oops = Buffer.from([5, 0, 0, 0, ...Buffer.from('{oops')]).toString('base64');
  await installHostFor(working, hosts, 'chromium', 'speaks', { name: 'org.example.oops', base64: oops, exits: true });
  await installHostFor(working, hosts, 'chromium', 'writes-stderr', {
    name: 'org.example.stderr',
    base64: Buffer.from('ready\n').toString('base64'),
  });
  const broken = writeExtension(path.join(folder, 'broken'), {});
  const calls = { 'background.js': "chrome.runtime.connectNative('org.example.host')" };
  const unpermitted = writeExtension(path.join(folder, 'unpermitted'), calls, { permissions: [] });
  const page = path.join(folder, 'page.html');
  writeFileSync(page, '<button>Press</button>');
  const runs = await Promise.all([
    runCommand(['run', working, '--hosts', hosts, '--click-action', '1', '--json']),
    runCommand(['run', broken, '--json']),
    runCommand(['run', unpermitted, '--json']),
    runCommand(['run', working, '--tab', `https://example.com/=${page}`, '--click', 'button', '--json']),
  ]);
  return runs.flatMap(({ stdout }) =>
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as TraceEvent),
  );
}
