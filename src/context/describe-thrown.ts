import type { Thrown } from '../engines/index.js';

/** What extension code threw, as texts. Nothing that it throws can make this throw. */
export function describe(thrown: unknown): Thrown {
  try {
    if (typeof thrown !== 'object' || thrown === null) return { isError: false, text: String(thrown) };
    const isError = Object.prototype.toString.call(thrown) === '[object Error]'; // of whatever realm
    if (isError) {
      const stack = 'stack' in thrown && typeof thrown.stack === 'string' ? thrown.stack : undefined;
      return { isError, text: String(thrown), ...(stack !== undefined && { stack }) };
    }
    if (Array.isArray(thrown)) return { isError, text: String(thrown) };
    return { isError, text: String(thrown), constructorName: thrown.constructor.name };
  } catch {
    return { isError: false, text: 'something that has no text' };
  }
}
