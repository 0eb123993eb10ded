// A test of a user, in a process of its own: launches the extension, opens a page, and waits for the echo that its content
// script gets from the background; then all of it again. Prints milliseconds as JSON.
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { launchExtension } from '../../dist/tools/testing/index.js';

const engine = process.argv[2];
const EXTENSION = path.join(import.meta.dirname, 'extension');
const ADDRESS = 'https://example.com/';
const pages = { [ADDRESS]: '<!doctype html><title>Hello</title><p>Hello</p>' };

async function firstEcho() {
  const start = performance.now();
  const browser = await launchExtension(EXTENSION, { engine, pages });
  const launched = performance.now();
  const tab = await browser.openTab(ADDRESS);
  const opened = performance.now();
  await browser.nextConsole('Hello');
  const echoed = performance.now();
  tab.close();
  await browser.openTab(ADDRESS);
  const again = performance.now();
  await browser.close();
  return {
    launch: launched - start,
    open: opened - launched,
    echo: echoed - opened,
    all: echoed - start,
    next: again - echoed,
  };
}

const times = [];
for (let n = 0; n < 3; n += 1) times.push(await firstEcho());
console.log(JSON.stringify(times));
