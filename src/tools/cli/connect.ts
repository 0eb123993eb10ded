import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import type { NativeError } from '../../native/index.js';
import { type ChosenHost, chooseHost } from './choose-host.js';
import { answerLate, inputNotJson } from './errors.js';
import { addHostOptions, type HostFlags } from './host-options.js';
import { explainRefusal, HostSession } from './host-session.js';
import { colorsFor, EXIT_FAILURE, EXIT_OK, explain, say, whenStdoutCloses, writeResult } from './output.js';
import { isJson, printableJson, printableLine } from './printable.js';
import { stopOnSignals } from './signals.js';

const EXAMPLES = `
Examples:
  $ nativeport connect com.example.host
  $ printf '%s\\n' '{"id":1}' '{"id":2}' | nativeport connect com.example.host
  $ nativeport connect my_host --command 'python3 host.py'

Type one JSON value a line; the arrow keys bring back earlier lines (kept in memory, never on the disk).
Messages of the host are on stdout, one a line, everything else on stderr. Exit codes: 0 the conversation ended in
peace, 1 the host failed or a line was not JSON, 2 bad usage.`;

/** Adds `nativeport connect`. */
export function addConnectCommand(program: Command): void {
  const command = program
    .command('connect')
    .summary('talk to a native host, one JSON value a line')
    .description(
      'Starts a native host as a browser would and keeps the connection, as runtime.connectNative does. Each line you type, or each line of a pipe, is a message. Ends with the input, or with the host.',
    )
    .argument('<host>', 'name of the native host');
  addHostOptions(command, {
    seconds: 5,
    text: 'how long to wait, after the end of a pipe, for answers that are missing (default: 5)',
  })
    .addHelpText('after', EXAMPLES)
    .action(async (host: string, flags: HostFlags) => {
      const choice = await chooseHost(host, flags);
      if ('problem' in choice) {
        explainRefusal(choice);
        process.exitCode = EXIT_FAILURE;
      } else process.exitCode = await new Conversation(choice, flags).ended;
    });
}

/** Lines of the input become messages, messages of the host become lines. */
class Conversation {
  readonly ended: Promise<number>;
  readonly #session: HostSession;
  readonly #isInteractive = process.stdin.isTTY === true;
  // The prompt goes to stderr, so that stdout holds messages only.
  readonly #lines = createInterface({
    input: process.stdin,
    output: process.stderr,
    terminal: this.#isInteractive,
    prompt: '> ',
    historySize: 1000,
    removeHistoryDuplicates: true,
  });
  readonly #application: string;
  readonly #waitMs: number;
  #resolve: (exitCode: number) => void = () => undefined;
  #lineNumber = 0;
  #sent = 0;
  #received = 0;
  #hasFailed = false;
  #isInputOver = false;
  #isOver = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(chosen: ChosenHost, flags: HostFlags) {
    this.#application = chosen.found.application;
    this.#waitMs = flags.timeout * 1000;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    if (this.#isInteractive) {
      say(colorsFor(process.stderr).dim(`${chosen.found.application}: one JSON value a line, Ctrl-D ends.`));
    }
    this.#session = new HostSession(
      chosen,
      flags.verbose === true,
      { received: (text) => this.#show(text), closed: (reason) => void this.#hostLeft(reason) },
      (line) => this.#besidePrompt(() => say(line)),
    );
    whenStdoutCloses(() => void this.#finish(EXIT_OK));
    stopOnSignals((exitCode) => void this.#finish(exitCode));
    this.#lines.on('line', (line) => this.#send(line));
    this.#lines.on('SIGINT', () => this.#lines.close());
    this.#lines.on('close', () => this.#inputEnded());
    if (this.#isInteractive) this.#lines.prompt();
  }

  #send(line: string): void {
    this.#lineNumber += 1;
    if (line.trim() !== '' && !this.#isOver) {
      try {
        this.#session.send(JSON.stringify(JSON.parse(line)));
        this.#sent += 1;
      } catch (error) {
        explain(error instanceof SyntaxError ? inputNotJson(this.#lineNumber, error) : error);
        if (!this.#isInteractive) this.#hasFailed = true;
      }
    }
    if (this.#isInteractive && !this.#isOver) this.#lines.prompt();
  }

  #show(text: string): void {
    this.#received += 1;
    this.#besidePrompt(() => {
      if (isJson(text)) writeResult(printableJson(text));
      else say(`not JSON: ${printableLine(text)}`);
    });
    if (this.#isInputOver) this.#awaitAnswers();
  }

  #inputEnded(): void {
    if (this.#isInputOver) return;
    this.#isInputOver = true;
    if (this.#isInteractive) void this.#finish(EXIT_OK);
    else this.#awaitAnswers();
  }

  /** A pipe ends before the host has answered what it brought. */
  #awaitAnswers(): void {
    clearTimeout(this.#timer);
    const exitCode = this.#hasFailed ? EXIT_FAILURE : EXIT_OK;
    if (this.#received >= this.#sent) void this.#finish(exitCode);
    else {
      this.#timer = setTimeout(() => {
        if (this.#received === 0) explain(answerLate(this.#application, this.#waitMs / 1000));
        void this.#finish(exitCode);
      }, this.#waitMs);
    }
  }

  async #hostLeft(reason: NativeError | undefined): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    await this.#session.gone;
    const isPeace = reason === undefined || (reason.code === 'HOST_EXITED' && this.#session.exit?.exitCode === 0);
    this.#besidePrompt(() => {
      if (!isPeace) this.#session.explain(reason);
      else if (this.#isInteractive) say('The host has ended the conversation.');
    });
    this.#lines.close();
    process.stdin.destroy();
    this.#resolve(isPeace && !this.#hasFailed ? EXIT_OK : EXIT_FAILURE);
  }

  async #finish(exitCode: number): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    if (this.#isInteractive) say(''); // the prompt's line ends here
    this.#lines.close();
    process.stdin.destroy(); // a pipe may go on, but nobody listens
    await this.#session.close();
    this.#resolve(exitCode);
  }

  /** Writes above the line that is being typed. */
  #besidePrompt(write: () => void): void {
    if (this.#isInteractive) process.stderr.write('\r\u001b[K');
    write();
    if (this.#isInteractive && !this.#isOver) this.#lines.prompt(true);
  }
}
