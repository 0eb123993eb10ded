import { queueMicrotask } from './platform.js';

/**
 * Where a context's tasks run: one after another, in the order of `post`, each after the caller has returned and with the
 * microtasks run after it. A test hands in a queue of its own to hold time still.
 */
export interface TaskQueue {
  post(task: () => void): void;
}

interface Channel {
  readonly port1: { onmessage: (() => void) | null };
  readonly port2: { postMessage(message: unknown): void };
}
const platform: {
  setImmediate?(task: () => void): unknown;
  MessageChannel?: new () => Channel;
  setTimeout?(task: () => void, afterMs: number): unknown;
} = globalThis as object;

let channelTasks: TaskQueue | undefined;

/**
 * The task queue of the platform: `setImmediate` in Node, which runs microtasks after each; a `MessageChannel` in pages
 * and workers, where timers are held back to 4 ms; timers where there is nothing else.
 */
export function platformTasks(): TaskQueue {
  const { setImmediate, MessageChannel, setTimeout } = platform;
  if (setImmediate) return { post: (task) => void setImmediate(task) };
  if (MessageChannel) {
    channelTasks ??= tasksOver(new MessageChannel());
    return channelTasks;
  }
  if (setTimeout) return { post: (task) => void setTimeout(task, 0) };
  return { post: (task) => queueMicrotask(task) };
}

function tasksOver(channel: Channel): TaskQueue {
  const waiting: (() => void)[] = [];
  channel.port1.onmessage = () => waiting.shift()?.();
  return {
    post(task) {
      waiting.push(task);
      channel.port2.postMessage(null);
    },
  };
}
