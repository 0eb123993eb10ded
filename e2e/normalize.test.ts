import { expect, it } from 'vitest';
import { normalize } from './normalize.js';

const places = { home: '/tmp/x/home', hosts: '/tmp/x/home/hosts', manifests: '/tmp/x/home/.mozilla/hosts' };
const said = (text: string, level = 'log') => ({ by: 'extension', level, text }) as const;
const told = (text: string) => ({ by: 'browser', level: 'error', text }) as const;

it.each([
  {
    what: 'folders',
    lines: [said('/tmp/x/home/hosts/a /tmp/x/home/.mozilla/hosts /tmp/x/home')],
    log: ['<hosts>/a <manifests> <home>'],
  },
  {
    what: 'Firefox page addresses',
    lines: [said('moz-extension://6e617469-7665-4706-8f72-740000000000/a.html')],
    log: ['moz-extension://<uuid>/a.html'],
  },
  { what: 'nothing of a Chromium address', lines: [said('chrome-extension://abc/')], log: ['chrome-extension://abc/'] },
  {
    what: 'stacks of what the browser tells',
    lines: [told('Uncaught Error: x\n    at y:1')],
    log: ['[browser error] Uncaught Error: x'],
  },
  { what: 'not the lines of a script', lines: [said('a\nb'), said('c', 'warn')], log: ['a\nb', '[warn] c'] },
  {
    what: 'the moment at which the browser tells',
    lines: [told('x'), said('a'), told('y'), said('b')],
    log: ['a', 'b', '[browser error] x', '[browser error] y'],
  },
  {
    what: 'what a browser remarks in passing',
    lines: [
      told('Promise resolved after context unloaded\n'),
      told('Failed to load resource: 404'),
      told('Promise rejected'),
    ],
    log: ['[browser error] Promise rejected'],
  },
])('takes out of a log: $what', ({ lines, log }) => {
  expect(normalize(lines, places)).toEqual(log);
});
