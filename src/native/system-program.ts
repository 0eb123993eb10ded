import path from 'node:path';

/** A program of Windows itself, by its whole path: nothing of that name elsewhere on PATH is run in its place. */
export const systemProgram = (file: string): string =>
  path.win32.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', file);
