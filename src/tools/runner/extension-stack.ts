const OWN_FILES = new URL('../../', import.meta.url).href; // dist/

/**
 * A stack, or a text with one, without the frames of Node and of nativeport itself: they say nothing to the author of an
 * extension.
 */
export const extensionStack = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => !/^\s+at /.test(line) || !(line.includes(OWN_FILES) || /\bnode:/.test(line)))
    .join('\n');
