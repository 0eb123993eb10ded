import { describe, expect, it } from 'vitest';
import { findBrowser, type Machine } from './find.js';

function machine(programs: readonly string[], env: Machine['env'] = {}, platform = 'linux'): Machine {
  return { platform, env, isProgram: (file) => programs.includes(file) };
}

describe('the real browser is found', () => {
  it.each([
    {
      where: 'Debian, past the script that adds flags',
      engine: 'chromium',
      on: machine(['/usr/bin/chromium', '/usr/lib/chromium/chromium'], { PATH: '/usr/bin' }),
      program: '/usr/lib/chromium/chromium',
    },
    {
      where: 'in PATH',
      engine: 'chromium',
      on: machine(['/opt/bin/google-chrome'], { PATH: '/usr/bin::/opt/bin' }),
      program: '/opt/bin/google-chrome',
    },
    {
      where: 'Debian, extended support release',
      engine: 'firefox',
      on: machine(['/usr/lib/firefox-esr/firefox-esr']),
      program: '/usr/lib/firefox-esr/firefox-esr',
    },
    {
      where: 'macOS',
      engine: 'firefox',
      on: machine(['/Applications/Firefox.app/Contents/MacOS/firefox'], {}, 'darwin'),
      program: '/Applications/Firefox.app/Contents/MacOS/firefox',
    },
    {
      where: 'where the variable says, before all other places',
      engine: 'firefox',
      on: machine(['/usr/lib/firefox-esr/firefox-esr', '/my/firefox'], { NATIVEPORT_FIREFOX: '/my/firefox' }),
      program: '/my/firefox',
    },
  ] as const)('$engine, $where', ({ engine, on, program }) => {
    expect(findBrowser(engine, on)).toEqual({ found: true, program });
  });

  it.each([
    {
      when: 'it is nowhere',
      on: machine([], { PATH: '/usr/bin' }),
      says: /apt-get install chromium;.*NATIVEPORT_CHROMIUM/,
    },
    { when: 'the platform is not in the table', on: machine([], {}, 'win32'), says: /^Install it/ },
    {
      when: 'the variable is wrong',
      on: machine(['/usr/lib/chromium/chromium'], { NATIVEPORT_CHROMIUM: '/gone' }),
      says: /^NATIVEPORT_CHROMIUM names \/gone, which is not a program\. Correct/,
    },
  ])('or what to do is said: $when', ({ on, says }) => {
    expect(findBrowser('chromium', on)).toEqual({
      found: false,
      label: 'Chromium',
      howToInstall: expect.stringMatching(says),
    });
  });
});
