// C0 and C1 control characters, and those that change the direction of text or hide it.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Text of others, safe to show on a terminal: control characters are written as `\u001b`. Line ends and tabs stay. */
export const printable = (text: string): string => text.replace(UNSAFE, escaped);

/** The same on one line. */
export const printableLine = (text: string): string =>
  printable(text).replace(/[\n\t]/g, (character) => (character === '\n' ? '\\n' : '\\t'));

/**
 * JSON text on one line, safe to show: what is escaped stands in strings, so it is the same JSON. Line ends and tabs of
 * the layout become spaces.
 */
export const printableJson = (json: string): string => json.replace(/[\n\r\t]+/g, ' ').replace(UNSAFE, escaped);

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
