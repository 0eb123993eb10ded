// `npm test [-- what vitest takes]`: sets up, then runs all tests, those in real browsers included where there are any.
import { build, install, runTool } from './prepare.js';

install();
build();
runTool('vitest', 'vitest', ['run', ...process.argv.slice(2)]);
