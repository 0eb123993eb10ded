export { FrameError, type FrameErrorCode } from './errors.js';
export { encodeFrame, encodeFrameInto, HEADER_BYTES, maxFrameBytes } from './frame.js';
export { FrameJoiner, MIN_TARGET_BYTES } from './joiner.js';
export { checkLimit, MAX_BYTES, MAX_BYTES_FROM_HOST, MAX_BYTES_TO_HOST } from './limits.js';
export { type DecodeOptions, decodeMessage, decodeText, encodeMessage, encodeText } from './message.js';
export { FrameSplitter } from './splitter.js';
export { utf8Bytes } from './utf8.js';
export type { Wire, WireEvents } from './wire.js';
