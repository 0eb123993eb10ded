import path from 'node:path';
import { fakeHost, installGlobals, launchExtension } from 'nativeport/testing';
import { afterAll, describe, expect, test } from 'vitest';

const folder = path.join(import.meta.dirname, 'extension');
const answer = ({ question }) => ({ answer: question.length });

describe.each(['chromium', 'firefox'])('the extension in %s', (engine) => {
  test('asks the app when its button is clicked', async ({ onTestFinished }) => {
    const app = fakeHost(answer);
    const browser = await launchExtension(folder, { engine, hosts: { 'com.example.app': app } });
    onTestFinished(browser.close);

    browser.extension.clickAction();

    await browser.nextConsole('the app says 19');
    expect(app.received).toEqual([{ question: 'What is the answer?' }]);
  });

  test('asks again when the app dies', async ({ onTestFinished }) => {
    const app = fakeHost(answer, { faults: [{ afterReceived: 1, do: 'kill', connection: 1 }] });
    const browser = await launchExtension(folder, { engine, hosts: { 'com.example.app': app } });
    onTestFinished(browser.close);

    browser.extension.clickAction();

    await browser.nextConsole('the app says 19');
    expect(app.connections).toHaveLength(2);
  });
});

describe('a module of it', async () => {
  const globals = await installGlobals({ hosts: { 'com.example.app': answer } });
  afterAll(() => globals.close());

  test('asks the app', async () => {
    const { ask } = await import('./extension/ask.js');
    expect(await ask('Why?')).toBe(4);
    expect(globals.host('com.example.app').received).toEqual([{ question: 'Why?' }]);
  });
});
