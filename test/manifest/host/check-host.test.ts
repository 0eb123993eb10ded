import { describe, expect, it } from 'vitest';
import { checkHostManifestFor, type HostManifest, type HostRequest } from '../../../src/manifest/index.js';
import { codesOf, GOOD, ID } from '../manifests.js';

const CHROMIUM: HostRequest = { family: 'chromium', name: 'com.example.app', callerId: ID, platform: 'linux' };
const GECKO: HostRequest = { family: 'gecko', name: 'com.example.app', callerId: 'app@example.org', platform: 'linux' };
const FILE = '/home/u/.mozilla/native-messaging-hosts/com.example.app.json';

const chromium = (changes: Partial<HostManifest>): HostManifest => ({ ...GOOD.chromium, ...changes });
const gecko = (changes: Partial<HostManifest>): HostManifest => ({ ...GOOD.gecko, ...changes });

describe('a sound manifest and the request it answers', () => {
  it('have nothing to object to (X2)', () => {
    expect(checkHostManifestFor(GOOD.chromium, CHROMIUM)).toEqual([]);
    expect(checkHostManifestFor(GOOD.gecko, GECKO)).toEqual([]);
  });
});

describe('Chromium lets a caller in by scheme and host alone', () => {
  // Each entry was tried out in Chromium 156, alone in the list.
  // biome-ignore format: a table reads best in columns
  it.each([
    { id: 'M25', origin: `chrome-extension://${ID}/x`,               admitted: true },
    { id: 'M25', origin: `chrome-extension://${ID}/*`,               admitted: true },
    { id: 'M25', origin: `chrome-extension://${ID}:*/`,              admitted: true },
    { id: 'M26', origin: `chrome-extension://${ID.toUpperCase()}/`,  admitted: true },
    { id: 'M26', origin: `chrome-extension://%${ID.charCodeAt(0).toString(16)}${ID.slice(1)}/`, admitted: true },
    { id: 'M26', origin: `chrome-extension://${ID}./`,               admitted: true },
    { id: 'M26', origin: `chrome-extension://${String.fromCharCode(ID.charCodeAt(0) + 0xfee0)}${ID.slice(1)}/`, admitted: true },
    { id: 'M28', origin: `*://${ID}/`,                               admitted: false },
    { id: 'M30 X2', origin: `chrome-extension://${ID.slice(1)}a/`,   admitted: false },
    { id: 'M27', origin: 'chrome-extension://a_b/',                  admitted: false },
  ])('$id: $origin admits it: $admitted', ({ origin, admitted }) => {
    const findings = checkHostManifestFor(chromium({ allowed_origins: [origin] }), CHROMIUM);
    expect(codesOf(findings)).toEqual(admitted ? [] : ['CALLER_NOT_ALLOWED']);
  });

  it('M29: an empty list admits nobody, and the remedy is the line to add', () => {
    const [finding] = checkHostManifestFor(chromium({ allowed_origins: [] }), CHROMIUM);
    expect(finding).toMatchObject({ code: 'CALLER_NOT_ALLOWED', path: '$.allowed_origins' });
    expect(finding?.remedy).toContain(`"chrome-extension://${ID}/"`);
  });

  it('M12: wants the name that was asked for, byte by byte', () => {
    const engineText = 'Invalid name specified in the manifest.';
    expect(checkHostManifestFor(chromium({ name: 'com.example.other' }), CHROMIUM)).toMatchObject([
      { code: 'NAME_MISMATCH', path: '$.name', engineText },
    ]);
  });

  it('M40: wants an absolute path on POSIX', () => {
    expect(checkHostManifestFor(chromium({ path: 'x' }), CHROMIUM)).toMatchObject([
      { code: 'PATH_NOT_ABSOLUTE', engineText: 'Native messaging host path must be absolute for com.example.app' },
    ]);
    expect(checkHostManifestFor(chromium({ path: 'x' }), { ...CHROMIUM, platform: 'win32' })).toEqual([]);
  });

  it('H6: checks the name, then the caller, then the path', () => {
    const nothingFits = chromium({ name: 'a', path: 'x', allowed_origins: [] });
    expect(codesOf(checkHostManifestFor(nothingFits, CHROMIUM))).toEqual([
      'NAME_MISMATCH',
      'CALLER_NOT_ALLOWED',
      'PATH_NOT_ABSOLUTE',
    ]);
  });
});

describe('Firefox lets a caller in letter by letter', () => {
  it('2.12: SPEC@example.org does not admit spec@example.org, and we say so', () => {
    const request = { ...GECKO, callerId: 'spec@example.org', manifestPath: FILE };
    const [finding] = checkHostManifestFor(gecko({ allowed_extensions: ['SPEC@example.org'] }), request);
    expect(finding).toMatchObject({
      code: 'CALLER_NOT_ALLOWED',
      path: '$.allowed_extensions',
      engineText: `This extension does not have permission to use native manifest ${FILE}`,
    });
    expect(finding?.message).toContain('differs in case');
  });

  it('2.9: wants the name that was asked for', () => {
    const request = { ...GECKO, name: 'com.example.App', manifestPath: FILE };
    expect(checkHostManifestFor(GOOD.gecko, request)).toMatchObject([
      {
        code: 'NAME_MISMATCH',
        engineText: `Native manifest ${FILE} has name property com.example.app (expected com.example.App)`,
      },
    ]);
  });

  it.each(['echo', './x.sh', '$HOME/x', ''])('2.14 2.17: wants an absolute path on POSIX, not %j', (path) => {
    expect(checkHostManifestFor(gecko({ path }), { ...GECKO, manifestPath: FILE })).toMatchObject([
      {
        code: 'PATH_NOT_ABSOLUTE',
        engineText: `Native manifest ${FILE} has relative path value ${path} (expected absolute path)`,
      },
    ]);
    expect(checkHostManifestFor(gecko({ path }), { ...GECKO, platform: 'win32' })).toEqual([]);
  });

  it.each(['~', '~/echo', '~root/echo'])('2.14: takes %j for absolute, and finds no such program later', (path) => {
    expect(checkHostManifestFor(gecko({ path }), GECKO)).toEqual([]);
    expect(codesOf(checkHostManifestFor(chromium({ path }), CHROMIUM))).toEqual(['PATH_NOT_ABSOLUTE']);
  });

  it('2.13: checks the name, then the path, then the caller', () => {
    const nothingFits = gecko({ name: 'a', path: 'x', allowed_extensions: ['b@c'] });
    expect(codesOf(checkHostManifestFor(nothingFits, GECKO))).toEqual([
      'NAME_MISMATCH',
      'PATH_NOT_ABSOLUTE',
      'CALLER_NOT_ALLOWED',
    ]);
  });

  it('says nothing in the browser’s name when it does not know the file', () => {
    expect(checkHostManifestFor(gecko({ name: 'a' }), GECKO)[0]).not.toHaveProperty('engineText');
  });
});
