import process from 'node:process';
import { workerData } from 'node:worker_threads';
import { HeldClock, systemClock } from '../../../../clock/index.js';
import { dropIdleConnections } from '../../worker/extension-fetch.js';
import type { ThreadSetup, ToThread } from '../protocol.js';
import { Post } from './post.js';
import { Tab } from './tab.js';

// One thread, one tab: the documents of all its frames, each with its worlds.

const { port, engine, heldAt, folder } = workerData as ThreadSetup;
const post = new Post(port);
const held = heldAt === undefined ? undefined : new HeldClock(heldAt);

type ForTab = Parameters<Tab['received']>[0];
let received = 0;
let tab: Tab | undefined;
const early: ForTab[] = []; // while the DOM library is loading
const take = (message: ForTab): void => {
  if (tab) tab.received(message);
  else early.push(message);
};
port.on('message', (message: ToThread) => {
  received += 1;
  port.unref(); // there is something to do; the event loop tells when it is done
  if (message.type === 'time') held?.advanceTo(message.now);
  else take(message);
});
process.on('beforeExit', () => {
  const nextDue = held?.nextDue;
  post.now({ type: 'idle', received, ...(nextDue !== undefined && { nextDue }) });
  port.ref(); // nothing to do but to wait for a message
});

dropIdleConnections();
tab = await Tab.open({ engine, folder, post, clock: held ?? systemClock, isHeld: held !== undefined });
post.now({ type: 'ready' });
for (const message of early) tab.received(message);
