import { runInContext, runInNewContext } from 'node:vm';
import { type ContextEnd, createContext, type ErrorMakers } from '../../../../../context/index.js';
import { ENGINES } from '../../../../../engines/index.js';
import { WORDS } from '../../../worker/engine-words.js';
import { allowsEval, type EvalRealm, refuseEval } from '../../../worker/refuse-eval.js';
import type { ContextPlan } from '../../protocol.js';
import { addChromeMembers } from './chrome-members.js';
import type { ScriptWorld } from './script-world.js';

let foreign: ErrorMakers | undefined;
/** Made when Firefox needs it for the first time: it takes a millisecond. */
function browserRealm(): ErrorMakers {
  foreign ??= runInNewContext('globalThis') as ErrorMakers;
  return foreign;
}

/** Gives a world its `chrome` and `browser`. */
export function attachContext(world: ScriptWorld, bridge: ContextEnd, plan: ContextPlan): void {
  const { tasks, engine } = world.document;
  world.label = plan.name;
  const { chrome, browser } = createContext({
    engine: ENGINES[engine],
    bridge,
    extension: plan.owner,
    realm: world.global,
    browserRealm,
    tasks,
    onUncaughtError: () => undefined, // the bridge has told the browser
  });
  if (forbidsEval(plan.owner)) {
    world.refusesText = true;
    refuseEval(WORDS[engine].evalRefused, realmOf(world));
  }
  addChromeMembers(world, chrome);
  for (const [name, value] of Object.entries({ chrome, browser })) {
    Object.defineProperty(world.global, name, { value, writable: true, enumerable: true, configurable: true });
  }
}

/** The policy of extensions holds in their pages, and since Manifest V3 in their content scripts. Seen in both engines. */
function forbidsEval(owner: ContextPlan['owner']): boolean {
  if (owner.kind === 'page') return !allowsEval(owner.manifest);
  return owner.kind === 'content-script' && owner.manifest.manifest_version >= 3;
}

function realmOf({ global }: ScriptWorld): EvalRealm {
  const kinds: unknown = runInContext(
    '[() => undefined, async () => undefined, function* () {}, async function* () {}]',
    global,
  );
  return { global, EvalError: global.EvalError as EvalErrorConstructor, kinds: kinds as object[] };
}
