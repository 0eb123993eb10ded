import { createTRPCProxyClient } from '@trpc/client';
import { chromeLink } from 'trpc-chrome/link';

const port = chrome.runtime.connect({ name: 'trpc' });
const client = createTRPCProxyClient({ links: [chromeLink({ port })] });

export const query = (path, input) => client[path].query(input);
export const mutate = (path, input) => client[path].mutate(input);

const heard = [];
let waiting = [];
let subscription;
const hear = (item) => {
  heard.push(item);
  for (const look of waiting) look();
};
export const subscribe = () => {
  subscription = client.ticks.subscribe(undefined, {
    onStarted: () => hear('started'),
    onData: hear,
    onError: (error) => hear(`error: ${error.message}`),
    onStopped: () => hear('stopped'),
    onComplete: () => hear('complete'),
  });
};
export const unsubscribe = () => subscription.unsubscribe();
/** What the subscription told, once it has told `count` things. */
export const told = (count) =>
  new Promise((resolve) => {
    const look = () => heard.length >= count && resolve(heard);
    waiting = [...waiting, look];
    look();
  });
export const disconnect = () => port.disconnect();
