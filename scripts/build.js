// `npm run build`, and `npm run build -- --clean`, which forgets what was built before: for a package to be published.
import { rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { build, install, ROOT } from './prepare.js';

install();
if (process.argv.includes('--clean')) rmSync(path.join(ROOT, 'dist'), { recursive: true, force: true });
build();
