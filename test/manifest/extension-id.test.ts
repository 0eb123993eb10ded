import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  extensionIdFromKey,
  extensionIdFromPath,
  isChromiumId,
  isExtensionKey,
  isGeckoId,
} from '../../src/manifest/index.js';

const PEM = '-----BEGIN PUBLIC KEY-----\nAAAA\nAAAA\n-----END PUBLIC KEY-----';

describe('the id from a key', () => {
  it.each([
    { when: 'bytes that Chromium 156 was given', key: 'AA==', id: 'godealjmppldhkjijmkfeeogllhiakcm' },
    { when: 'PEM armour that Chromium 156 was given', key: PEM, id: 'lapggknmidgebfiggfgiggibdpnjnnal' },
    { when: 'the same key without armour', key: 'AAAAAAAA', id: 'lapggknmidgebfiggfgiggibdpnjnnal' },
    { when: 'white space around and inside', key: ' AAAA\r\n AAAA\n', id: 'lapggknmidgebfiggfgiggibdpnjnnal' },
    { when: 'bits behind the padding', key: 'AB==', id: 'godealjmppldhkjijmkfeeogllhiakcm' },
  ])('is what Chromium computes: $when', async ({ key, id }) => {
    expect(await extensionIdFromKey(key)).toBe(id);
  });

  it.each([
    '',
    ' ',
    '???',
    'AAAAA',
    'A===',
    'AA=A',
    '-----BEGIN PUBLIC KEY-----',
    '-----BEGIN PUBLIC KEY-----AA==',
    'AA-_',
  ])('is refused for %j', async (key) => {
    await expect(extensionIdFromKey(key)).rejects.toMatchObject({
      name: 'ManifestError',
      code: 'EXTENSION_KEY_INVALID',
    });
  });

  // Tried out in Chromium 156.
  it.each([
    { key: 'AA==', takes: true },
    { key: PEM, takes: true },
    { key: 'AAAAA', takes: false },
    { key: '', takes: false },
    { key: '???', takes: false },
    { key: 'AA AA', takes: false },
    { key: 'AAAA\nAAAA', takes: false },
    { key: 'AAAA\n', takes: false },
  ])('as a manifest key $key is taken: $takes', ({ key, takes }) => {
    expect(isExtensionKey(key)).toBe(takes);
  });
});

describe('the id from a folder', () => {
  // The ids that Chromium 156 on Linux gave to unpacked extensions in these folders.
  it.each([
    { path: '/tmp/np-ids/plain', id: 'olpndkjgffmhalhfpkmhjknnjdpialjo' },
    { path: '/tmp/np-ids/plain/', id: 'olpndkjgffmhalhfpkmhjknnjdpialjo' },
    { path: '/tmp/np-ids/with space', id: 'iipiamplmmdnckagifbmkngfcafpebeg' },
    { path: '/tmp/np-ids/ünïcode 🙂', id: 'pmffclnbmhecnbmcdnehanfihoppljol' },
    { path: '/tmp/np-ids/UPPER.Case', id: 'aanpmkhmdbgaofghckbkflcgpnhbekkh' },
  ])('is what Chromium computes on Linux: $path', async ({ path, id }) => {
    expect(await extensionIdFromPath(path, 'linux')).toBe(id);
    expect(await extensionIdFromPath(path, 'darwin')).toBe(id);
  });

  it.each([
    { path: 'C:\\ext\\é🙂', hashed: 'C:\\ext\\é🙂' },
    { path: 'c:\\ext\\é🙂', hashed: 'C:\\ext\\é🙂' },
    { path: 'c:\\ext\\', hashed: 'C:\\ext' },
    { path: 'C:\\', hashed: 'C:\\' },
    { path: '\\\\srv\\ext', hashed: '\\\\srv\\ext' },
  ])('is taken from UTF-16 on Windows: $path', async ({ path, hashed }) => {
    const hex = createHash('sha256').update(Buffer.from(hashed, 'utf16le')).digest('hex').slice(0, 32);
    const letters = hex.replace(/./g, (digit) => 'abcdefghijklmnop'.charAt(Number.parseInt(digit, 16)));
    expect(await extensionIdFromPath(path, 'win32')).toBe(letters);
  });

  it.each([
    { path: 'ext', platform: 'linux' },
    { path: './ext', platform: 'darwin' },
    { path: 'C:ext', platform: 'win32' },
    { path: '/ext', platform: 'win32' },
  ] as const)('is refused for a relative path: $path on $platform', async ({ path, platform }) => {
    await expect(extensionIdFromPath(path, platform)).rejects.toMatchObject({ code: 'EXTENSION_PATH_RELATIVE' });
  });
});

describe('the form of an id', () => {
  it.each([
    { id: 'knldjmfmopnpolahpmmgbagdohdnhkik', is: true },
    { id: 'knldjmfmopnpolahpmmgbagdohdnhki', is: false },
    { id: 'Knldjmfmopnpolahpmmgbagdohdnhkik', is: false },
    { id: 'qnldjmfmopnpolahpmmgbagdohdnhkik', is: false },
  ])('Chromium: $id: $is', ({ id, is }) => {
    expect(isChromiumId(id)).toBe(is);
  });

  it.each([
    { id: 'app@example.org', is: true },
    { id: 'APP@Example.Org', is: true },
    { id: '@x', is: true },
    { id: 'a-b_c.d@e', is: true },
    { id: '{ec8030f7-c20a-464f-9b0e-13a3a9e97384}', is: true },
    { id: '{EC8030F7-C20A-464F-9B0E-13A3A9E97384}', is: true },
    { id: '{ec8030f7-c20a-464f-9b0e-13a3a9e9738}', is: false },
    { id: 'ec8030f7-c20a-464f-9b0e-13a3a9e97384', is: false },
    { id: 'app', is: false },
    { id: 'app@', is: false },
    { id: 'a@b@c', is: false },
    { id: 'ü@x', is: false },
    { id: '*', is: false },
    { id: 'a@b\n', is: false },
  ])('2.10 Firefox: $id: $is', ({ id, is }) => {
    expect(isGeckoId(id)).toBe(is);
  });
});
