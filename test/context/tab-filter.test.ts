import { describe, expect, it } from 'vitest';
import { thrownBy } from '../browser/small-world.js';
import { at, createPlayed } from './played-browser.js';

const TAB = { id: 5, windowId: 1, url: 'https://sub.example.org:8080/a/b?q' };

describe('Firefox’s tabs.onUpdated takes a filter', () => {
  it.each([
    { filter: undefined, hears: true },
    { filter: null, hears: true },
    { filter: {}, hears: true },
    { filter: { tabId: 5 }, hears: true },
    { filter: { tabId: 6 }, hears: false },
    { filter: { windowId: 1 }, hears: true },
    { filter: { windowId: 2 }, hears: false },
    { filter: { properties: ['title', 'status'] }, hears: true },
    { filter: { properties: ['title'] }, hears: false },
    { filter: { urls: ['<all_urls>'] }, hears: true },
    { filter: { urls: ['*://*.example.org/*'] }, hears: true },
    { filter: { urls: ['http://a/*', 'https://sub.example.org/a/*'] }, hears: true },
    { filter: { urls: ['http://*/*'] }, hears: false },
    { filter: { urls: ['*://example.org/*'] }, hears: false },
    { filter: { urls: ['https://sub.example.org/a'] }, hears: false },
    { filter: { urls: ['nonsense'] }, hears: false },
    { filter: { tabId: 5, properties: ['status'], urls: ['*://*/*'] }, hears: true },
    { filter: { tabId: 5, properties: ['url'], urls: ['*://*/*'] }, hears: false },
  ])('$filter: heard is $hears', async ({ filter, hears }) => {
    const { chrome, says } = createPlayed('firefox');
    let count = 0;
    at(chrome, 'tabs.onUpdated.addListener')(() => {
      count += 1;
    }, filter);
    await says({ type: 'event', event: 'tabs.onUpdated', args: [5, { status: 'loading' }, TAB] });
    expect(count).toBe(hears ? 1 : 0);
  });

  it.each([
    {
      args: [() => {}, { foo: 1 }],
      message: 'Type error for parameter filter (Unexpected property "foo") for tabs.onUpdated.',
    },
    {
      args: [() => {}, { urls: [] }],
      message:
        'Type error for parameter filter (Error processing urls: Array requires at least 1 items; you have 0) for tabs.onUpdated.',
    },
    { args: [() => {}, 5], message: 'Incorrect argument types for tabs.onUpdated.' },
    { args: [() => {}, {}, {}], message: 'Incorrect argument types for tabs.onUpdated.' },
    { args: [5], message: 'Invalid listener for tabs.onUpdated.' },
  ])('9.28: addListener($args) throws', ({ args, message }) => {
    const { chrome } = createPlayed('firefox');
    expect(thrownBy(() => at(chrome, 'tabs.onUpdated.addListener')(...args))).toEqual({ name: 'Error', message });
  });

  it('E21: Chromium’s takes none', () => {
    const { chrome } = createPlayed('chromium');
    expect(thrownBy(() => at(chrome, 'tabs.onUpdated.addListener')(() => {}, { tabId: 5 }))).toEqual({
      name: 'TypeError',
      message: 'This event does not support filters',
    });
  });
});
