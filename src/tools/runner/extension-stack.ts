const DOM_FILES = /[\\/]node_modules[\\/]jsdom[\\/]lib[\\/]/;
const OWN_FILES = new URL('../../', import.meta.url).href; // dist/

/**
 * A stack, or a text with one, without the frames of Node, of the DOM and of nativeport itself: they say nothing to the author
 * of an extension.
 */
export const extensionStack = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => !/^\s+at /.test(line) || !isForeign(line))
    .join('\n');

const isForeign = (frame: string): boolean =>
  frame.includes(OWN_FILES) || DOM_FILES.test(frame) || /\bnode:/.test(frame);
