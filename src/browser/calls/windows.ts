import type { Answer } from './answer.js';
import type { ApiCalls } from './api-call.js';
import type { CalledExtension } from './called-extension.js';
import { isNumber, membersOf } from './given.js';

/** There is one window; -2 stands for it. */
export function windowsCalls(extension: CalledExtension): ApiCalls {
  const { tabs, engine } = extension.parts;
  const { tabs: facts } = engine;
  const shown = (options: unknown): object => {
    const { populate } = membersOf(options);
    const all = tabs.all.map((tab) =>
      facts.tabOf(tab.state, { seesAddress: extension.access.seesAddress(tab.id, tab.url) }),
    );
    return facts.windowOf({ id: 1, title: tabs.active?.title ?? '', ...(populate === true && { tabs: all }) });
  };
  const current = ([options]: readonly unknown[]): Answer => ({ result: shown(options) });
  return {
    'windows.getCurrent': current,
    'windows.getLastFocused': current,
    'windows.getAll': ([options]) => ({ result: [shown(options)] }),
    'windows.get': ([id, options]) =>
      isNumber(id) && id !== 1 && id !== -2 ? { error: facts.noWindowText(id) } : { result: shown(options) },
  };
}
