import { describe, expect, it } from 'vitest';
import { hostPatternsOf, isEventPage, messageFormatOf, optionsPageOf, popupOf } from '../../../src/manifest/index.js';
import { extension } from '../manifests.js';

describe('host permissions', () => {
  const v2 = {
    permissions: ['tabs', 'http://a.com/*', 'http://b.com'],
    optional_permissions: ['history', '<all_urls>'],
  };
  const v3 = {
    permissions: ['tabs', 'http://p.com/*'],
    host_permissions: ['http://a.com/*', 'x', 'http://a.com/*'],
    optional_permissions: ['http://o.com/*'],
    optional_host_permissions: ['http://b.com/*'],
    content_scripts: [{ matches: ['http://c.com/*'], js: ['c.js'] }],
  };
  // biome-ignore format: a table reads best in columns
  it.each([
    { version: 2, keys: v2, family: 'chromium', required: ['http://a.com/*'], optional: ['<all_urls>'] },
    { version: 2, keys: v2, family: 'gecko',    required: ['http://a.com/*'], optional: ['<all_urls>'] },
    { version: 3, keys: v3, family: 'chromium', required: ['http://a.com/*'], optional: ['http://b.com/*'] },
    { version: 3, keys: v3, family: 'gecko',    required: ['http://a.com/*', 'http://c.com/*'], optional: ['http://b.com/*', 'http://o.com/*'] },
    { version: 3, keys: {}, family: 'gecko',    required: [], optional: [] },
  ] as const)('V$version in $family: $required, $optional', ({ version, keys, family, required, optional }) => {
    expect(hostPatternsOf(extension(version, keys), family)).toEqual({ required, optional });
  });
});

describe('the format of messages', () => {
  it.each([
    { value: 'structured_clone', chromium: 'structured-clone' },
    { value: 'json', chromium: 'json' },
    { value: undefined, chromium: 'json' },
  ])('with $value is $chromium in Chromium (S30), structured clone in Firefox', ({ value, chromium }) => {
    const manifest = extension(3, { message_serialization: value });
    expect(messageFormatOf(manifest, 'chromium')).toBe(chromium);
    expect(messageFormatOf(manifest, 'gecko')).toBe('structured-clone');
  });
});

describe('a background that may sleep', () => {
  const worker = { service_worker: 'b.js', scripts: ['b.js'] };
  // biome-ignore format: a table reads best in columns
  it.each([
    { version: 3, background: worker,                                     chromium: true,  gecko: true },
    { version: 3, background: { ...worker, persistent: true },            chromium: true,  gecko: true },
    { version: 3, background: { page: 'p.html' },                         chromium: false, gecko: true },
    { version: 2, background: { scripts: ['b.js'] },                      chromium: false, gecko: false },
    { version: 2, background: { scripts: ['b.js'], persistent: true },    chromium: false, gecko: false },
    { version: 2, background: { scripts: ['b.js'], persistent: false },   chromium: true,  gecko: true },
    { version: 2, background: { page: 'p.html', persistent: false },      chromium: true,  gecko: true },
    { version: 3, background: undefined,                                  chromium: false, gecko: false },
  ] as const)('V$version $background', ({ version, background, chromium, gecko }) => {
    const manifest = extension(version, { background });
    expect(isEventPage(manifest, 'chromium')).toBe(chromium);
    expect(isEventPage(manifest, 'gecko')).toBe(gecko);
  });
});

describe('the pages of an extension', () => {
  // biome-ignore format: a table reads best in columns
  it.each([
    { version: 3, keys: { action: { default_popup: 'p.html' } },          popup: 'p.html' },
    { version: 3, keys: { action: { default_popup: '/d/p.html?x#y' } },   popup: 'd/p.html?x#y' },
    { version: 3, keys: { action: { default_popup: '' } },                popup: undefined },
    { version: 3, keys: { action: { default_popup: '../p.html' } },       popup: undefined },
    { version: 3, keys: { action: { default_popup: 'https://x/p' } },     popup: undefined },
    { version: 3, keys: { action: {} },                                   popup: undefined },
    { version: 3, keys: { browser_action: { default_popup: 'p.html' } },  popup: undefined },
    { version: 2, keys: { browser_action: { default_popup: 'p.html' } },  popup: 'p.html' },
    { version: 3, keys: {},                                               popup: undefined },
  ] as const)('popup, V$version $keys: $popup', ({ version, keys, popup }) => {
    expect(popupOf(extension(version, keys))).toBe(popup);
  });

  // biome-ignore format: a table reads best in columns
  it.each([
    { keys: { options_page: 'o.html' },                                   page: 'o.html' },
    { keys: { options_ui: { page: 'u.html?x' } },                         page: 'u.html?x' },
    { keys: { options_page: 'o.html', options_ui: { page: 'u.html' } },   page: 'u.html' },
    { keys: { options_page: 'o.html', options_ui: {} },                   page: 'o.html' },
    { keys: { options_page: '' },                                         page: undefined },
    { keys: {},                                                           page: undefined },
  ])('options, $keys: $page', ({ keys, page }) => {
    expect(optionsPageOf(extension(3, keys))).toBe(page);
  });
});
