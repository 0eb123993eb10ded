import { execFile } from 'node:child_process';

const PREFIX = ['/usr/bin/env', '--ignore-signal=PIPE'] as const;
let probe: Promise<readonly string[]> | undefined;

/**
 * What to put in front of a command line so that the program starts with SIGPIPE ignored; empty where the system has no
 * such thing. Node starts every child with signals at their defaults; GNU `env` (coreutils 8.31 or later) changes one and
 * leaves environment, arguments, descriptors and process id as they are. Asked of the system once.
 */
export function sigpipeIgnorer(platform: NodeJS.Platform): Promise<readonly string[]> {
  if (platform !== 'linux') return Promise.resolve([]);
  probe ??= new Promise((resolve) => {
    execFile(PREFIX[0], [PREFIX[1], 'true'], (error) => resolve(error ? [] : PREFIX));
  });
  return probe;
}

/** `env` would take a path with `=` for a variable. */
export const canStartThroughEnv = (path: string): boolean => !path.includes('=');
