import { stripVTControlCharacters } from 'node:util';
import { causeText, NativePortError, nearestOf } from '../../errors/index.js';
import { HostError } from '../../host/index.js';
import { NativeError } from '../../native/index.js';
import type { QuietWhy } from './waiting.js';

export type TestingErrorCode =
  | 'ADDRESS_INVALID'
  | 'BACKGROUND_NONE'
  | 'BACKGROUND_NOT_LOADED'
  | 'BUNDLER_MISSING'
  | 'BUNDLE_FAILED'
  | 'CONTEXT_GONE'
  | 'DID_COME'
  | 'DID_NOT_COME'
  | 'ENGINE_UNKNOWN'
  | 'EVALUATION_STUCK'
  | 'EXTENSION_FAILED'
  | 'FILE_OUTSIDE'
  | 'NOT_CLONEABLE'
  | 'PAGE_NOT_LOADED'
  | 'PAGE_UNKNOWN'
  | 'FAULT_NOT_FOR_PROCESSES'
  | 'FAULT_UNKNOWN'
  | 'HOST_INVALID'
  | 'HOST_NOT_CONNECTED'
  | 'HOST_FAILED'
  | 'HOST_UNKNOWN'
  | 'LAST_ERROR_UNCHECKED'
  | 'LEAKED'
  | 'TIME_NEVER_IDLE'
  | 'TIME_NOT_HELD'
  | 'URL_NOT_FILE';

/** A test asked for something that cannot be, or waited for something that did not come. */
export class TestingError extends NativePortError<TestingErrorCode> {
  override readonly name = 'TestingError';
}

const quote = (text: string): string => JSON.stringify(text);
const linesOf = (lines: readonly string[]): string =>
  lines.length === 0 ? '  nothing' : lines.map((line) => `  ${line}`).join('\n');
const listOf = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.map(quote).join(', '));

/** A function that cannot be copied is named by all of its source. */
const shortened = (text: string): string => {
  const [first = '', ...rest] = text.split('\n');
  return rest.length === 0
    ? first
    : `${first.trimEnd()} … ${/could not be cloned\.?$/.exec(text)?.[0] ?? ''}`.trimEnd();
};

const whyText = (why: QuietWhy): string => {
  switch (why.kind) {
    case 'quiet':
      return 'nothing is left that could happen by itself';
    case 'silence':
      return `nothing happened for ${why.ms} ms`;
    case 'timeout':
      return `${why.ms} ms are over`;
    case 'closed':
      return 'the browser was closed';
  }
};

/** `story`: what did happen, a line each. */
export const didNotCome = (what: string, why: QuietWhy, story: readonly string[]): TestingError =>
  new TestingError(
    'DID_NOT_COME',
    `The test waits for ${what}, and ${whyText(why)}. What did happen:\n${linesOf(story)}`,
    'Compare what the test waits for with what happened; what an earlier wait has returned is not returned again.',
  );

/** `came`: what came, as a line of the story. */
export const didCome = (what: string, came: string, story: readonly string[]): TestingError =>
  new TestingError(
    'DID_COME',
    `The test expects that ${what} does not come, and one came:\n  ${came}\nWhat did happen:\n${linesOf(story)}`,
    'Look for what led to it; { since: "now" } passes over what happened before.',
  );

export const urlNotFile = (url: string, cause: unknown): TestingError =>
  new TestingError(
    'URL_NOT_FILE',
    `${url} names no file of this machine: ${causeText(cause)}`,
    'Give a path, or a file: URL such as new URL("./page.html", import.meta.url).',
    { cause },
  );

export const fileOutside = (file: string): TestingError =>
  new TestingError(
    'FILE_OUTSIDE',
    `The file ${quote(file)} of the description does not lie in the extension.`,
    'Name it relative to the folder of the extension, without "..".',
  );

export const bundlerMissing = (files: readonly string[], cause: unknown): TestingError =>
  new TestingError(
    'BUNDLER_MISSING',
    `The extension names TypeScript (${files.join(', ')}), and the bundler for it is not installed: ${causeText(cause)}`,
    'Install it: npm install --save-dev rolldown',
    { cause },
  );

/** The bundler colours its text, on a terminal or not. */
const uncoloured = (text: string): string => stripVTControlCharacters(text).trimEnd();

export const bundleFailed = (file: string, cause: unknown): TestingError =>
  new TestingError(
    'BUNDLE_FAILED',
    `${file} cannot be bundled: ${uncoloured(causeText(cause))}`,
    'Correct the source.',
    { cause },
  );

export const backgroundNone = (engine: string): TestingError =>
  new TestingError(
    'BACKGROUND_NONE',
    `The extension has no background that ${engine} runs.`,
    'Name one in its manifest: "service_worker" for Chromium, "scripts" for Firefox.',
  );

export const pageUnknown = (address: string, known: readonly string[]): TestingError =>
  new TestingError(
    'PAGE_UNKNOWN',
    `This test has no page ${address}; it has: ${listOf(known)}.`,
    'Name it in "pages", or let pages come from the network: { network: true }.',
  );

export const backgroundNotLoaded = (ms: number, story: readonly string[]): TestingError =>
  new TestingError(
    'BACKGROUND_NOT_LOADED',
    `After ${ms} ms the scripts of the background have not run to their end. What did happen:\n${linesOf(story)}`,
    'Look for a loop that does not end, or for an await at the top of a module.',
  );

export const pageNotLoaded = (url: string, ms: number, story: readonly string[]): TestingError =>
  new TestingError(
    'PAGE_NOT_LOADED',
    `After ${ms} ms ${url} has not loaded. What did happen:\n${linesOf(story)}`,
    'Look for a loop that does not end in a script of it, or for a server that does not answer.',
  );

export const addressInvalid = (address: string): TestingError =>
  new TestingError(
    'ADDRESS_INVALID',
    `"pages" has ${quote(address)}, which is not an address of the web.`,
    'Write it in full, for instance "https://example.com/".',
  );

export const engineUnknown = (engine: unknown, known: readonly string[]): TestingError =>
  new TestingError(
    'ENGINE_UNKNOWN',
    `There is no engine ${quote(String(engine))}.`,
    `Use one of: ${known.join(', ')}.`,
  );

export const contextGone = (context: string, story: readonly string[]): TestingError =>
  new TestingError(
    'CONTEXT_GONE',
    `The context ${quote(context)} is gone: it was closed, it crashed, or its extension was unloaded. What did happen:\n${linesOf(story)}`,
    'Take the context that is there now.',
  );

export const evaluationStuck = (context: string, why: QuietWhy, story: readonly string[]): TestingError =>
  new TestingError(
    'EVALUATION_STUCK',
    `The promise of the code in ${quote(context)} is pending, and ${whyText(why)}. What did happen:\n${linesOf(story)}`,
    'Look for what should settle the promise: an answer, a message, a timer.',
  );

export const notCloneable = (context: string, cause: unknown): TestingError =>
  new TestingError(
    'NOT_CLONEABLE',
    `An argument or a result of the code in ${quote(context)} cannot be copied: ${shortened(causeText(cause))}`,
    'Hand over plain data: functions, ports and the API objects stay in their context.',
    { cause },
  );

export const extensionFailed = (errors: readonly string[]): TestingError =>
  new TestingError(
    'EXTENSION_FAILED',
    `In the extension, nobody caught:\n${linesOf(errors)}`,
    'Correct the extension, or say uncaught: "ignore" when the test means it.',
  );

export const lastErrorUnchecked = (complaints: readonly string[]): TestingError =>
  new TestingError(
    'LAST_ERROR_UNCHECKED',
    `In the extension, no callback has read lastError:\n${linesOf(complaints)}`,
    'Read chrome.runtime.lastError in the callback or in onDisconnect.',
  );

export const timeNotHeld = (): TestingError =>
  new TestingError(
    'TIME_NOT_HELD',
    'The time of this browser goes by itself.',
    "Hold it when the browser is launched: launchExtension(…, { time: 'held' }).",
  );

export const timeNeverIdle = (ms: number): TestingError =>
  new TestingError(
    'TIME_NEVER_IDLE',
    `${ms} ms have passed, and a timer is still due.`,
    'Let a certain time pass instead, with advance(ms): an interval, or a timer that starts the next one, never ends.',
  );

export const faultNotForProcesses = (what: string): TestingError =>
  new TestingError(
    'FAULT_NOT_FOR_PROCESSES',
    `A real process cannot be made to ${what}.`,
    'Kill it (do: "kill"), or use a fake host for this test.',
  );

export function faultUnknown(kind: string, known: readonly string[]): TestingError {
  const nearest = nearestOf(kind, known);
  return new TestingError(
    'FAULT_UNKNOWN',
    `There is no fault ${quote(kind)}.${nearest === undefined ? '' : ` Did you mean ${quote(nearest)}?`}`,
    `Use one of: ${known.join(', ')}.`,
  );
}

export const hostInvalid = (name: string): TestingError =>
  new TestingError(
    'HOST_INVALID',
    `What "hosts" has for ${quote(name)} is no host.`,
    'Give a function, fakeHost(…), { onConnect, onMessage, onDisconnect }, or { command: [program, …args] }.',
  );

export const hostNotConnected = (what: string): TestingError =>
  new TestingError(
    'HOST_NOT_CONNECTED',
    `The extension has no open connection to this host, so ${what} has nobody to reach.`,
    'Wait until it has connected: await host.nextConnection().',
  );

export const hostFailed = (application: string, cause: unknown): TestingError =>
  new TestingError(
    'HOST_FAILED',
    `The fake host ${quote(application)} threw: ${causeText(cause)}. It exited with 1, as a process would.`,
    'Correct the function of the fake host; to let it exit on purpose, use a fault: { do: "exit" }.',
    { cause },
  );

export const hostUnknown = (application: string, names: readonly string[]): TestingError =>
  new TestingError(
    'HOST_UNKNOWN',
    `This test has no host ${quote(application)}; it has: ${listOf(names)}.`,
    'Name it in "hosts".',
  );

export const leaked = (leaks: readonly string[], story: readonly string[]): TestingError =>
  new TestingError(
    'LEAKED',
    `The test left behind:\n${linesOf(leaks)}\nWhat did happen:\n${linesOf(story)}`,
    'Disconnect the port before the end of the test, let the host exit at the end of its input, or say leaks: "ignore".',
  );

// What ends a connection to a fake host. The engine makes its own text of it; these words are for people.

export const nameInvalid = (application: string, isLowerCaseGood: boolean): NativeError =>
  new NativeError(
    'HOST_NAME_INVALID',
    application,
    `${quote(application)} is not a name for a native host${isLowerCaseGood ? ': this browser takes no upper case' : ''}.`,
    'Use letters, digits, "_" and single dots between words, such as "com.example.app"; no hyphens.',
  );

export function notAmongHosts(application: string, names: readonly string[]): NativeError {
  const nearest = nearestOf(application, names);
  const meant = nearest === undefined ? '' : ` Did you mean ${quote(nearest)}?`;
  return new NativeError(
    'HOST_NOT_FOUND',
    application,
    `This test has no host ${quote(application)}; it has: ${listOf(names)}.${meant}`,
    'Name it in "hosts" of the test.',
  );
}

export const callerNotAllowed = (application: string, callerId: string, allowed: readonly string[]): NativeError =>
  new NativeError(
    'CALLER_FORBIDDEN',
    application,
    `The fake host ${quote(application)} does not let ${callerId} in; it allows: ${listOf(allowed)}.`,
    'Add the id of the extension to "allowedCallers" of the fake host.',
  );

/** `more`: what was left over of a frame. */
export const fakeExited = (application: string, how: string, more?: string): NativeError =>
  new NativeError(
    'HOST_EXITED',
    application,
    `The host ${how}.${more === undefined ? '' : ` ${more}`}`,
    'Look at the faults and the function of the host in the test.',
  );

export const frameUnreadable = (
  application: string,
  cause: {
    readonly message: string;
    readonly hint: string;
    readonly bytes?: number | undefined;
    readonly limitBytes?: number | undefined;
  },
): NativeError =>
  new NativeError('FRAME_TOO_LARGE', application, cause.message, cause.hint, {
    cause,
    ...(cause.bytes !== undefined && { bytes: cause.bytes }),
    ...(cause.limitBytes !== undefined && { limitBytes: cause.limitBytes }),
  });

export const frameWithoutBody = (application: string): NativeError =>
  new NativeError(
    'FRAME_EMPTY',
    application,
    'The host sent a frame with a body of 0 bytes, which is no JSON value.',
    'Send a JSON value in each frame; undefined and functions become nothing.',
  );

export const fakePortClosed = (): HostError =>
  new HostError(
    'PORT_CLOSED',
    'The port of the fake host is closed: the extension has left, or the host has disconnected.',
    'Stop sending when onDisconnect was called.',
  );
