import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import type { EngineName } from '../../src/engines/index.js';

/** Where this machine keeps its things. An argument, so that each row below can be tried on each machine. */
export interface Machine {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  isProgram(file: string): boolean;
}

const thisMachine: Machine = { platform: process.platform, env: process.env, isProgram };

interface BrowserRow {
  readonly label: string;
  readonly variable: string;
  /** Tried in this order; a bare name is looked for in PATH. */
  readonly places: Readonly<Record<string, readonly string[]>>;
  readonly debianPackage: string;
  readonly homepage: string;
}

/** The real browser behind each engine. Snap packages are left out: they cannot see a profile in the temporary folder. */
const BROWSERS: Readonly<Record<EngineName, BrowserRow>> = {
  chromium: {
    label: 'Chromium',
    variable: 'NATIVEPORT_CHROMIUM',
    places: {
      linux: [
        '/usr/lib/chromium/chromium', // Debian; /usr/bin/chromium is a script that adds flags and extensions to it
        '/usr/lib64/chromium-browser/chromium-browser', // Fedora
        'chromium',
        '/opt/google/chrome/chrome',
        'google-chrome',
      ],
      darwin: [
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      ],
    },
    debianPackage: 'chromium',
    homepage: 'https://www.chromium.org/getting-involved/download-chromium/',
  },
  firefox: {
    label: 'Firefox',
    variable: 'NATIVEPORT_FIREFOX',
    places: {
      linux: ['/usr/lib/firefox-esr/firefox-esr', '/usr/lib/firefox/firefox', '/usr/lib64/firefox/firefox', 'firefox'],
      darwin: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
    },
    debianPackage: 'firefox-esr',
    homepage: 'https://www.mozilla.org/firefox/all/',
  },
};

export type BrowserSearch =
  | { readonly found: true; readonly program: string }
  | { readonly found: false; readonly label: string; readonly howToInstall: string };

/** Finds the real browser of an engine, or says how to get it. The environment variable goes before the usual places. */
export function findBrowser(engine: EngineName, machine: Machine = thisMachine): BrowserSearch {
  const { label, variable, places, debianPackage, homepage } = BROWSERS[engine];
  const asked = machine.env[variable];
  const candidates = asked ? [asked] : (places[machine.platform] ?? []).flatMap((place) => spellOut(place, machine));
  const program = candidates.find((candidate) => machine.isProgram(candidate));
  if (program) return { found: true, program };
  const howToInstall = asked
    ? `${variable} names ${asked}, which is not a program. Correct or unset it.`
    : `Install it (Debian: apt-get install ${debianPackage}; elsewhere: ${homepage}), ` +
      `or set ${variable} to its program when it lies in an unusual place.`;
  return { found: false, label, howToInstall };
}

function spellOut(place: string, { env }: Machine): string[] {
  if (path.isAbsolute(place)) return [place];
  return (env.PATH ?? '')
    .split(':')
    .filter(Boolean)
    .map((folder) => path.join(folder, place));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
