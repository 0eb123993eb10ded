import { initTRPC, TRPCError } from '@trpc/server';
import { observable } from '@trpc/server/observable';
import { createChromeHandler } from 'trpc-chrome/adapter';

const t = initTRPC.create({ isServer: false, allowOutsideOfServer: true });
const asNumber = (input) => {
  if (typeof input !== 'number') throw new TypeError('not a number');
  return input;
};

let stored = 0;
const ticks = [];
let stopped = 0;

const router = t.router({
  whoAmI: t.procedure.query(({ ctx }) => ctx),
  double: t.procedure.input(asNumber).query(({ input }) => input * 2),
  store: t.procedure.input(asNumber).mutation(({ input }) => {
    stored += input;
    return { stored };
  }),
  refuse: t.procedure.mutation(() => {
    throw new TRPCError({ code: 'FORBIDDEN', message: 'not you' });
  }),
  ticks: t.procedure.subscription(() =>
    observable((observer) => {
      ticks.push(observer);
      observer.next({ tick: 0 });
      return () => {
        stopped += 1;
      };
    }),
  ),
});

createChromeHandler({
  router,
  createContext: ({ req }) => ({ port: req.name, from: req.sender.id === chrome.runtime.id }),
});

export const tick = (n) => {
  for (const observer of ticks) observer.next({ tick: n });
};
export const stoppedCount = () => stopped;
