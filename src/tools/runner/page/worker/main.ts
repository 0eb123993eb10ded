import process from 'node:process';
import { workerData } from 'node:worker_threads';
import { HeldClock, systemClock } from '../../../../clock/index.js';
import { dropIdleConnections } from '../../worker/extension-fetch.js';
import type { ThreadSetup, ToThread } from '../protocol.js';
import { Post } from './post.js';
import { Tab } from './tab.js';

// One thread, one tab: the documents of all its frames, each with its worlds.

const { port, folder } = workerData as ThreadSetup;
const post = new Post(port);

let received = 0;
let held: HeldClock | undefined;
let tab: Tab | undefined;
const early: ToThread[] = []; // while the DOM library is loading
const take = (message: ToThread): void => {
  if (!tab) early.push(message);
  else if (message.type === 'time') held?.advanceTo(message.now);
  else if (message.type === 'begin') {
    const { engine, heldAt } = message.use;
    held = heldAt === undefined ? undefined : new HeldClock(heldAt);
    tab.begin({ engine, clock: held ?? systemClock, isHeld: held !== undefined });
  } else tab.received(message);
};
port.on('message', (message: ToThread) => {
  received += 1;
  port.unref(); // there is something to do; the event loop tells when it is done
  take(message);
});
process.on('beforeExit', () => {
  const nextDue = held?.nextDue;
  post.now({ type: 'idle', received, ...(nextDue !== undefined && { nextDue }) });
  port.ref(); // nothing to do but to wait for a message
});

dropIdleConnections();
tab = await Tab.open(post, folder);
post.now({ type: 'ready' });
for (const message of early) take(message);
