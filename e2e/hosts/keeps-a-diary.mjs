// Writes the note of each message into a diary, a file in its working directory, and "end" at the end of its stdin. The
// process that reads a diary waits for that end.
import { appendFileSync, existsSync, readFileSync, unlinkSync, watch } from 'node:fs';
import { onFrame, send } from './frames.mjs';

const fileOf = (diary) => `diary-${diary}`;
let diary;

onFrame((body) => {
  const message = JSON.parse(body);
  if (message.read) return sendWhenEnded(message.read);
  diary = message.diary;
  appendFileSync(fileOf(diary), `${message.note}\n`);
  if (message.answer) send(JSON.stringify(`noted: ${message.note}`));
});
process.stdin.on('end', () => {
  if (diary) appendFileSync(fileOf(diary), 'end\n');
});

function sendWhenEnded(name) {
  const file = fileOf(name);
  const watcher = watch('.', look);
  look();
  function look() {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
    if (lines.at(-1) !== 'end') return;
    watcher.close();
    unlinkSync(file);
    send(JSON.stringify(lines));
  }
}
