// `npm run check`: all that can be said of the code without running it.
import process from 'node:process';
import { build, install, run, runTool } from './prepare.js';

install();
build();
runTool('typescript', 'tsc', ['--project', 'tsconfig.test.json']);
runTool('typescript', 'tsc', ['--project', 'tsconfig.browser.json']);
runTool('typescript', 'tsc', ['--project', 'tsconfig.examples.json']);
runTool('typescript', 'tsc', ['--project', 'tsconfig.firefox.json']);
runTool('@biomejs/biome', 'biome', ['check', '--error-on-warnings']);
runTool('knip', 'knip', []);
runTool('publint', 'publint', ['--strict']);
runTool('@arethetypeswrong/cli', 'attw', ['--pack', '.', '--profile', 'esm-only']);
run(process.execPath, ['scripts/docs.js', '--check']);
console.log('check: all is well.');
