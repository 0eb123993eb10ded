// `npm run bench [-- names…]`: runs the benchmarks of that name, or all, and prints their tables as Markdown.
import { readdirSync } from 'node:fs';
import { build, install } from '../scripts/prepare.js';

const BENCHMARKS = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.js'))
  .map((file) => file.replace('.bench.js', ''));

const names = process.argv.slice(2);
const unknown = names.filter((name) => !BENCHMARKS.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${BENCHMARKS.join(', ')}.`);
  process.exit(2);
}
install();
build(); // what is measured is what is shipped
for (const name of names.length > 0 ? names : BENCHMARKS) {
  const { run } = await import(`./${name}.bench.js`);
  console.log(await run());
}
