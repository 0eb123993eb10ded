import type { AreaName, StorageFacts } from '../../engines/index.js';
import type { ContextLink } from '../contexts/context-link.js';
import { AREAS } from '../storage/extension-storage.js';
import type { StoredArea, StoredChanges } from '../storage/stored-area.js';
import type { Answer } from './answer.js';
import type { ApiCall, ApiCalls } from './api-call.js';
import type { CalledExtension } from './called-extension.js';

export const storageCalls = (extension: CalledExtension): ApiCalls =>
  Object.fromEntries(AREAS.flatMap((name) => Object.entries(callsOf(extension, name))));

function callsOf(extension: CalledExtension, name: AreaName): ApiCalls {
  const facts = extension.parts.engine.storage;
  const areaFacts = facts.areas[name];
  const area = (): StoredArea => extension.storage.area(name);
  const mayUse = (link: ContextLink): boolean => link.kind !== 'content-script' || area().isOpenToContentScripts;
  const changed = (changes: StoredChanges): Answer => tell(extension, name, changesFor(facts, changes), mayUse);
  const reading =
    (call: ApiCall): ApiCall =>
    (args, caller) =>
      areaFacts.emptyText !== undefined && area().isEmpty ? { error: areaFacts.emptyText } : call(args, caller);
  const writing =
    (call: ApiCall): ApiCall =>
    (args, caller) => {
      const error = areaFacts.readOnlyText ?? area().countWrite(extension.parts.clock.now());
      return error === undefined ? call(args, caller) : { error };
    };
  const calls: ApiCalls = {
    get: reading(([keys]) => ({ result: inOrder(facts, area().read(keys)) })),
    getKeys: reading(() => ({ result: area().keys })),
    getBytesInUse: reading(([keys]) => ({ result: area().bytesInUse(keys) })),
    set: writing(([items]) => {
      const isUnlimited = name === 'local' && extension.permissions.holds('unlimitedStorage');
      const outcome = area().write(isObject(items) ? { ...items } : {}, isUnlimited);
      return isFailure(outcome) ? outcome : changed(outcome);
    }),
    remove: writing(([keys]) => changed(area().remove(textsIn(keys)))),
    clear: writing(() => changed(area().clear())),
    setAccessLevel: ([options], caller) => {
      if (caller.kind === 'content-script') return { error: facts.noLevelText };
      area().isOpenToContentScripts =
        isObject(options) && 'accessLevel' in options && options.accessLevel === 'TRUSTED_AND_UNTRUSTED_CONTEXTS';
      return { result: undefined };
    },
  };
  const guarded =
    (call: ApiCall): ApiCall =>
    (args, caller) =>
      mayUse(caller) ? call(args, caller) : { error: facts.noAccessText };
  return Object.fromEntries(
    Object.entries(calls).map(([called, call]) => [`storage.${name}.${called}`, guarded(call)]),
  );
}

function changesFor(facts: StorageFacts, changes: StoredChanges): Record<string, object> {
  const { changeFor, tellsUnchanged } = facts;
  const told = Object.entries(changes).filter(
    ([, change]) => tellsUnchanged || !('newValue' in change && isSame(change.oldValue, change.newValue)),
  );
  return inOrder(facts, Object.fromEntries(told.map(([key, change]) => [key, changeFor(change)])));
}

function inOrder<Value>({ sortsItems }: StorageFacts, items: Record<string, Value>): Record<string, Value> {
  if (!sortsItems) return items;
  return Object.fromEntries(Object.entries(items).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Of data that JSON can hold, with members in the order of their keys. */
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Tells the contexts that may use the area; before the call is answered or after it, as the engine does. */
function tell(
  extension: CalledExtension,
  name: AreaName,
  changes: Record<string, object>,
  to: (link: ContextLink) => boolean,
): Answer {
  const { areas, firstEvent } = extension.parts.engine.storage;
  const ofArea = (): void => extension.dispatch(`storage.${name}.onChanged`, [changes], { to });
  const ofStorage = (): void => extension.dispatch('storage.onChanged', [changes, name], { to });
  const tellAll = (): void => {
    if (Object.keys(changes).length === 0) return;
    for (const send of firstEvent === 'area' ? [ofArea, ofStorage] : [ofStorage, ofArea]) send();
  };
  if (!areas[name].tellsBeforeAnswer) return { result: undefined, afterwards: tellAll };
  tellAll();
  return { result: undefined };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isFailure = (outcome: StoredChanges | { readonly error: string }): outcome is { readonly error: string } =>
  'error' in outcome && typeof outcome.error === 'string';

const textsIn = (keys: unknown): string[] =>
  (Array.isArray(keys) ? keys : [keys]).filter((key) => typeof key === 'string');
