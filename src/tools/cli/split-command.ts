import { statSync } from 'node:fs';
import path from 'node:path';
import { commandInvalid } from './errors.js';

/**
 * A command line as a program and its arguments: blanks separate, quotes hold together, a backslash takes the next
 * character as it is (not on Windows, where it separates folders). There is no shell: no variables, no patterns.
 *
 * @throws {UsageError} `COMMAND_INVALID`
 */
export function splitCommand(command: string, platform: NodeJS.Platform): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let index = 0; index < command.length; index += 1) {
    const character = command[index] ?? '';
    if (character === '\\' && quote !== "'" && platform !== 'win32') {
      index += 1;
      word = (word ?? '') + (command[index] ?? '');
    } else if (quote === undefined && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === quote) quote = undefined;
    else if (quote === undefined && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else word = (word ?? '') + character;
  }
  if (quote !== undefined) throw commandInvalid(command, `has a ${quote} without its second one`);
  if (word !== undefined) words.push(word);
  if (words.length === 0) throw commandInvalid(command, 'is empty');
  return words;
}

/** The program as a path: a name without a separator is looked for along `PATH`. */
export function findProgram(name: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (/[/\\]/.test(name)) return path.resolve(name);
  const endings = platform === 'win32' ? ['', ...(env.PATHEXT ?? '.EXE;.CMD;.BAT').split(';')] : [''];
  for (const folder of (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '')) {
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      if (statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
    }
  }
  throw commandInvalid(name, 'names a program that is not in any folder of PATH');
}
