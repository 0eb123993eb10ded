import { readFileSync } from 'node:fs';
import process from 'node:process';
import { Command, CommanderError } from 'commander';
import { addCallCommand } from './call.js';
import { addConnectCommand } from './connect.js';
import { UsageError } from './errors.js';
import { isUsersMistake } from './mistakes.js';
import { EXIT_FAILURE, EXIT_OK, EXIT_USAGE, explain, whenStdoutCloses } from './output.js';
import { addRunCommand } from './run.js';

const EXAMPLES = `
Examples:
  $ nativeport run ./my-extension --hosts ./hosts
  $ nativeport call com.example.host '{"text":"hello"}'
  $ nativeport connect com.example.host

Each command has its own help: nativeport run --help`;

/** Runs the command line; resolves with the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  whenStdoutCloses();
  const program = new Command('nativeport')
    .description('Native messaging of browser extensions, without a browser: run an extension, talk to a host.')
    .version(version(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show the help of a command')
    .showHelpAfterError('Run it with --help to see what there is.')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'nativeport: ')) })
    .addHelpText('after', EXAMPLES);
  addRunCommand(program);
  addCallCommand(program);
  addConnectCommand(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return Number(process.exitCode ?? EXIT_OK);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_USAGE; // it has said why
    explain(error);
    return error instanceof UsageError || isUsersMistake(error) ? EXIT_USAGE : EXIT_FAILURE;
  }
}

function version(): string {
  const file = new URL('../../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}
