import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fakeHost, installGlobals, launchExtension } from 'nativeport/testing';

const folder = path.join(import.meta.dirname, 'extension');
const answer = ({ question }) => ({ answer: question.length });

for (const engine of ['chromium', 'firefox']) {
  test(`asks the app when its button is clicked in ${engine}`, async () => {
    const app = fakeHost(answer);
    const browser = await launchExtension(folder, { engine, hosts: { 'com.example.app': app } });
    try {
      browser.extension.clickAction();
      await browser.nextConsole('the app says 19');
      assert.deepEqual(app.received, [{ question: 'What is the answer?' }]);
    } finally {
      await browser.close();
    }
  });
}

let globals;
before(async () => {
  globals = await installGlobals({ hosts: { 'com.example.app': answer } });
});
after(() => globals.close());

test('a module of it asks the app', async () => {
  const { ask } = await import('./extension/ask.js');
  assert.equal(await ask('Why?'), 4);
});
