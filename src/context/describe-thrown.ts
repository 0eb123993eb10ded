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

/** The text of an error, or of anything that has a `message`. */
export function messageOf(thrown: unknown): string | undefined {
  try {
    const hasMessage = typeof thrown === 'object' && thrown !== null && 'message' in thrown;
    return hasMessage && typeof thrown.message === 'string' ? thrown.message : undefined;
  } catch {
    return undefined;
  }
}
