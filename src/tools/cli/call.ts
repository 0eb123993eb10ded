import process from 'node:process';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import type { NativeError } from '../../native/index.js';
import { chooseHost } from './choose-host.js';
import { answerLate, answerNotJson, inputUnreadable, jsonInvalid } from './errors.js';
import { addHostOptions, type HostFlags } from './host-options.js';
import { explainRefusal, HostSession } from './host-session.js';
import { EXIT_FAILURE, EXIT_OK, explain, writeResult } from './output.js';
import { isJson, printableJson } from './printable.js';
import { stopOnSignals } from './signals.js';

const EXAMPLES = `
Examples:
  $ nativeport call com.example.host '{"text":"hello"}'
  $ nativeport call com.example.host '{"text":"hello"}' --browser firefox --as me@example.org
  $ nativeport call com.example.host '"ping"' --manifest ./com.example.host.json
  $ nativeport call my_host '"ping"' --command 'python3 host.py'
  $ nativeport call com.example.host - < message.json

The answer is on stdout, everything else on stderr. Exit codes: 0 answered, 1 not answered, 2 bad usage.`;

/** Adds `nativeport call`. */
export function addCallCommand(program: Command): void {
  const command = program
    .command('call')
    .summary('send one message to a native host and print its answer')
    .description(
      'Starts a native host as a browser would, sends it one message, prints the answer and ends the host, as runtime.sendNativeMessage does.',
    )
    .argument('<host>', 'name of the native host')
    .argument('<json>', 'the message; - reads it from stdin');
  addHostOptions(command, { seconds: 30, text: 'how long to wait for the answer (default: 30)' })
    .addHelpText('after', EXAMPLES)
    .action(async (host: string, json: string, flags: HostFlags) => {
      process.exitCode = await call(host, json === '-' ? await readInput() : json, flags);
    });
}

async function call(host: string, json: string, flags: HostFlags): Promise<number> {
  const message = JSON.stringify(parseMessage(json));
  const choice = await chooseHost(host, flags);
  if ('problem' in choice) {
    explainRefusal(choice);
    return EXIT_FAILURE;
  }
  const outcome = new Outcome();
  const session = new HostSession(choice, flags.verbose === true, {
    received: (answer) => outcome.settle({ answer }),
    closed: (reason) => outcome.settle({ reason }),
  });
  stopOnSignals((exitCode) => void session.close().then(() => process.exit(exitCode)));
  const timer = setTimeout(() => outcome.settle('late'), flags.timeout * 1000);
  try {
    session.send(message);
    const result = await outcome.settled;
    if (typeof result === 'object' && 'answer' in result) return show(result.answer, host);
    await session.close(); // how it exited is part of the reason
    if (result === 'late') explain(answerLate(host, flags.timeout));
    else if (result.reason) session.explain(result.reason);
    return EXIT_FAILURE;
  } finally {
    clearTimeout(timer);
    await session.close();
  }
}

type Result = { readonly answer: string } | { readonly reason: NativeError | undefined } | 'late';

/** The first result counts. */
class Outcome {
  settle: (result: Result) => void = () => undefined;
  readonly settled = new Promise<Result>((resolve) => {
    this.settle = resolve;
  });
}

async function readInput(): Promise<string> {
  try {
    return await text(process.stdin);
  } catch (error) {
    throw inputUnreadable(error);
  }
}

function parseMessage(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw jsonInvalid(json, error);
  }
}

function show(answer: string, host: string): number {
  if (isJson(answer)) {
    writeResult(printableJson(answer));
    return EXIT_OK;
  }
  explain(answerNotJson(host));
  return EXIT_FAILURE;
}
