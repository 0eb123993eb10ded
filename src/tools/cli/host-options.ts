import type { Command } from 'commander';
import type { BrowserName } from '../../locations/index.js';
import { browserFrom, callerFrom, directoryFrom, fileFrom, secondsFrom } from './values.js';

/** Options of the commands that talk to one host. */
export interface HostFlags {
  readonly as?: string;
  readonly browser?: BrowserName;
  readonly manifest?: string;
  readonly command?: string;
  readonly hosts?: readonly string[];
  readonly timeout: number;
  readonly verbose?: true;
}

export function addHostOptions(
  command: Command,
  timeout: { readonly seconds: number; readonly text: string },
): Command {
  return command
    .option('--as <extension id>', 'who calls (default: the first caller that the manifest lets in)', callerFrom)
    .option(
      '--browser <name>',
      'look where chrome, chromium, edge or firefox looks (default: each in turn)',
      browserFrom,
    )
    .option(
      '--hosts <dir>',
      'folder of host manifests that comes before the real ones; repeatable',
      directoryFrom('--hosts'),
    )
    .option('--manifest <file>', 'take this host manifest, wherever it lies', fileFrom('--manifest'))
    .option('--command <cmd>', 'start this program with these arguments, without a manifest')
    .option('--timeout <seconds>', timeout.text, secondsFrom('--timeout'), timeout.seconds)
    .option('-v, --verbose', 'say which host was chosen and how it was started');
}
