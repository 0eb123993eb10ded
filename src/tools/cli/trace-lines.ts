import type { TraceEvent } from '../../browser/index.js';
import { ContextTree } from './context-tree.js';
import type { Colors } from './output.js';
import { printable, printableJson, printableLine } from './printable.js';
import { wrap } from './wrap.js';

// What a line shows; --json has it whole.
const MAX_BODY_CHARACTERS = 300; // of a message
const MAX_CONSOLE_CHARACTERS = 10_000; // of what a script wrote: stacks are long
const TIME_COLUMNS = 8;
const WHO_COLUMNS = 16; // `tab 12 content-2`; a longer name moves its own line alone
const LEAST_COLUMNS = 20; // for what happens; a terminal that is narrower wraps by itself

/** Writes events as lines for people: when, who, what. Counts time from the first event, in seconds. */
export class TraceLines {
  readonly #colors: Colors;
  readonly #columns: () => number;
  readonly #tree = new ContextTree();
  #start: number | undefined;

  /** `columns`: how wide lines may be at the moment; longer ones go on below. Default: as wide as they are. */
  constructor(colors: Colors, columns: () => number = () => Number.POSITIVE_INFINITY) {
    this.#colors = colors;
    this.#columns = columns;
  }

  /** What there is now. It knows what `linesOf` has been told. */
  get tree(): ContextTree {
    return this.#tree;
  }

  linesOf(event: TraceEvent): string {
    this.#tree.saw(event);
    this.#start ??= event.time;
    const { dim } = this.#colors;
    const time = ((event.time - this.#start) / 1000).toFixed(3).padStart(TIME_COLUMNS);
    const { who, what } = this.#describe(event);
    const indent = TIME_COLUMNS + Math.max(WHO_COLUMNS, who.length) + 3;
    const columns = Math.max(this.#columns() - indent, LEAST_COLUMNS);
    const lines = what.split('\n').flatMap((line) => wrap(line, columns));
    return `${dim(time)}  ${who.padEnd(WHO_COLUMNS)} ${lines.join(`\n${' '.repeat(indent)}`)}`;
  }

  #describe(event: TraceEvent): { who: string; what: string } {
    const { bold, cyan, dim, green, magenta, red, yellow } = this.#colors;
    const tree = this.#tree;
    const port = 'port' in event ? `port ${event.port}` : '';
    switch (event.type) {
      case 'trace.started':
        return { who: 'nativeport', what: `behaves like ${bold(event.engine)}` };
      case 'context.created':
        return { who: tree.labelOf(event.context), what: this.#created(event) };
      case 'context.gone':
        return { who: tree.labelOf(event.context), what: dim('is gone') };
      case 'console': {
        const text = event.args.map(consoleText).join(' ');
        const length = text.length > MAX_CONSOLE_CHARACTERS ? dim(` ${text.length} characters`) : '';
        const color = { debug: dim, log: String, info: String, warn: yellow, error: red }[event.level];
        return {
          who: tree.labelOf(event.context),
          what: `${dim(event.level)} ${color(printable(shorten(text, MAX_CONSOLE_CHARACTERS)))}${length}`,
        };
      }
      case 'port.opened':
        return { who: port, what: `${bold(event.api)} ${this.#target(event)}` };
      case 'port.received':
        return { who: port, what: dim(`received by ${tree.labelOf(event.context)}`) };
      case 'port.closed':
        return { who: port, what: this.#closed(event) };
      case 'message': {
        const body = 'body' in event ? printableJson(JSON.stringify(event.body)) : printableLine(event.text ?? '');
        const arrow = {
          'to-host': cyan('→ host'),
          'from-host': green('← host'),
          'to-receivers': cyan('→ receivers'),
          'to-opener': green(`← ${tree.labelOf(event.context)}`),
        }[event.direction];
        const note = 'body' in event ? '' : yellow(' (not JSON)');
        return {
          who: port,
          what: `${arrow} ${shorten(body, MAX_BODY_CHARACTERS)}${note}${event.bytes === undefined ? '' : ` ${dim(bytesText(event.bytes))}`}`,
        };
      }
      case 'host.started': {
        const command = printableLine(event.argv.join(' '));
        return { who: port, what: `${magenta('host')} started, pid ${event.pid}: ${command}` };
      }
      case 'host.stderr':
        return { who: port, what: `${magenta('host')} ${dim('stderr')} ${printableLine(event.line)}` };
      case 'host.exited': {
        const how = event.signal === null ? `with code ${event.exitCode}` : `by ${event.signal}`;
        return { who: port, what: `${magenta('host')} exited ${how}` };
      }
      case 'tab.opened':
        return { who: `tab ${event.tab}`, what: `opens ${printableLine(event.url)}` };
      case 'tab.navigated': {
        const frame = event.frameId === 0 ? '' : `frame ${event.frameId} `;
        return { who: tabOf(event), what: dim(`${frame}shows ${printableLine(event.url)}`) };
      }
      case 'tab.closed':
        return { who: `tab ${event.tab}`, what: dim('is closed') };
      case 'frame.added':
        return { who: tabOf(event), what: dim(`frame ${event.frameId} shows ${printableLine(event.url)}`) };
      case 'frame.removed':
        return { who: tabOf(event), what: dim(`frame ${event.frameId} is removed`) };
      case 'document.cached':
        return { who: tabOf(event), what: dim(`${printableLine(event.url)} goes to the back/forward cache`) };
      case 'document.restored':
        return { who: tabOf(event), what: dim(`${printableLine(event.url)} comes back`) };
      case 'action.clicked':
        return { who: 'nativeport', what: bold('clicks the button') };
      case 'element.clicked': {
        const frame = event.frameId === 0 ? '' : ` frame ${event.frameId}`;
        const where = dim(`in ${tabOf(event)}${frame}`);
        return { who: 'nativeport', what: `${bold(`clicks ${printableLine(event.selector)}`)} ${where}` };
      }
      case 'warning':
        return { who: 'nativeport', what: `${yellow(printable(event.message))}\n${printable(event.hint)}` };
      case 'error': {
        const detail = event.hint ?? (framesOf(event.message) === '' ? framesOf(event.stack) : '');
        const text = red(printable(event.message));
        const who = event.context === undefined ? 'nativeport' : tree.labelOf(event.context);
        return { who, what: detail === '' ? text : `${text}\n${printable(detail)}` };
      }
      case 'trace.ended':
        return { who: 'nativeport', what: `ends with ${event.exitCode}: ${event.why}` };
    }
  }

  #created({ kind, url, extension, frameId }: Extract<TraceEvent, { type: 'context.created' }>): string {
    const where = frameId === undefined || frameId === 0 ? '' : ` in frame ${frameId}`;
    const whose = printableLine(extension === undefined ? '' : this.#tree.nameOf(extension));
    switch (kind) {
      case 'background':
      case 'page':
        return `runs as ${printableLine(url)}`;
      case 'content-script':
      case 'user-script':
        return `runs for ${whose}${where}`;
      case 'web-page':
        return `may speak to an extension${where}`;
    }
  }

  /** What a port leads to, and from where when there is more than one place. */
  #target(event: Extract<TraceEvent, { type: 'port.opened' }>): string {
    const from = this.#tree.isCrowded ? this.#colors.dim(` from ${this.#tree.labelOf(event.context)}`) : '';
    if ('application' in event) return `${printableLine(event.application)}${from}`;
    const to = 'extension' in event ? this.#tree.nameOf(event.extension) : `tab ${event.tab}`;
    const name = event.api === 'connect' && event.name !== '' ? ` as ${event.name}` : '';
    return `${printableLine(`${to}${name}`)}${from}`;
  }

  #closed({ by, error, reason }: Extract<TraceEvent, { type: 'port.closed' }>): string {
    const { dim, yellow } = this.#colors;
    const text = `closed by the ${by}${error === undefined ? '' : `: ${yellow(printableLine(error))}`}`;
    return reason === undefined ? dim(text) : `${text}\n${printable(reason.message)}\n${printable(reason.hint)}`;
  }
}

const tabOf = ({ tab }: { readonly tab?: number }): string => (tab === undefined ? 'popup' : `tab ${tab}`);

const consoleText = (arg: unknown): string => (typeof arg === 'string' ? arg : JSON.stringify(arg));

const bytesText = (bytes: number): string => `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;

/** Never cuts in the middle of a character. */
const shorten = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`;

/** The frames of a stack, without the text above them. */
const framesOf = (stack = ''): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
    .join('\n');
