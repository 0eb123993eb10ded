// Answers the first frame with what the process was given.
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { onFrame, send } from './frames.mjs';

onFrame(() => {
  const { HOME, PATH } = process.env;
  const told = {
    args: process.argv.slice(2),
    cwd: process.cwd(),
    HOME,
    hasPath: PATH !== undefined && PATH !== '',
    stdin: kindOf(0),
    stdout: kindOf(1),
    opens: [tryToOpen('/dev/stdin', 'r'), tryToOpen('/dev/stdout', 'w')],
    sameGroupAsBrowser: processGroup('self') === processGroup(process.ppid),
    sameSessionAsBrowser: session('self') === session(process.ppid),
  };
  send(JSON.stringify(told));
});

function kindOf(descriptor) {
  const stat = fstatSync(descriptor);
  return stat.isFIFO() ? 'pipe' : stat.isSocket() ? 'socket' : 'something else';
}

function tryToOpen(file, flags) {
  try {
    closeSync(openSync(file, flags));
    return `${file} opens`;
  } catch (error) {
    return `${file}: ${error.code}`;
  }
}

// The fields after the program's name, which may hold spaces. Source: proc_pid_stat(5).
function stat(pid) {
  return readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
}
function processGroup(pid) {
  return stat(pid)[2];
}
function session(pid) {
  return stat(pid)[3];
}
