import type { BackgroundSite, Rendered, RenderedDocument, Renderers } from '../../../src/browser/node.js';
import { createContext, createMemoryBridge, type ExtensionApi } from '../../../src/context/index.js';
import type { Engine } from '../../../src/engines/index.js';
import { NativePortError } from '../../../src/errors/index.js';
import type { HeldTasks } from '../held-tasks.js';

class Crash extends NativePortError {}

/** What a background does when it is started. */
export type Play = (chrome: ExtensionApi) => void;

/** Backgrounds in this thread: the test plays their scripts and says when they have run. */
export class PlayedBackgrounds implements Renderers {
  /** How often each extension's background was started. */
  readonly starts = new Map<string, number>();
  /** Whether scripts have run at once; otherwise `finishStart` says so. */
  startsAtOnce = true;
  readonly #engine: Engine;
  readonly #tasks: HeldTasks;
  readonly #plays: ReadonlyMap<string, Play>;
  readonly #sites = new Map<string, BackgroundSite>();
  #starting: (() => void)[] = [];

  /** `plays`: by the extension's id. */
  constructor(engine: Engine, tasks: HeldTasks, plays: Readonly<Record<string, Play>>) {
    this.#engine = engine;
    this.#tasks = tasks;
    this.#plays = new Map(Object.entries(plays));
  }

  startBackground(site: BackgroundSite): Rendered {
    const { id, baseUrl } = site.extension;
    this.starts.set(id, (this.starts.get(id) ?? 0) + 1);
    this.#sites.set(id, site);
    let isOver = false;
    const bridge = createMemoryBridge();
    const { extension } = site.attach(bridge.browser, new URL('background.js', baseUrl).href);
    const { chrome } = createContext<ExtensionApi>({
      engine: this.#engine,
      bridge: bridge.context,
      extension,
      tasks: this.#tasks,
    });
    const finish = (): void => {
      if (isOver) return;
      this.#plays.get(id)?.(chrome);
      site.loaded();
    };
    this.#starting.push(finish);
    if (this.startsAtOnce) this.#tasks.post(() => this.finishStart());
    return {
      async end() {
        isOver = true;
      },
    };
  }

  /** The scripts of all that were started have run. */
  finishStart(): void {
    for (const finish of this.#starting.splice(0)) finish();
  }

  crash(id: string): void {
    this.#sites.get(id)?.crashed(new Crash('BACKGROUND_CRASHED', 'It crashed.', 'Do not let it.'));
  }

  loadDocument(): RenderedDocument {
    throw new Error('No documents are played here.');
  }

  async close(): Promise<void> {}
}
