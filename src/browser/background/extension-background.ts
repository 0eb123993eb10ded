import type { BrowserEnd } from '../../context/index.js';
import type { SleepFacts } from '../../engines/index.js';
import { partsOf } from '../../errors/index.js';
import type { BrowserParts } from '../browser-parts.js';
import type { ContextLink } from '../contexts/context-link.js';
import type { AttachedSite, RenderedExtension, Renderers } from '../renderers.js';
import type { WatchedLife } from './background-life.js';
import { BackgroundLife } from './background-life.js';

/** An extension, as its background needs it. */
export interface BackgroundOwner {
  readonly rendered: RenderedExtension;
  /** undefined: its background never sleeps. */
  readonly sleeps: SleepFacts | undefined;
  /** Serves a context of the background. */
  attach(bridge: BrowserEnd, url: string, life: WatchedLife): ContextLink;
  describe(): AttachedSite['extension'];
}

/** The background of an extension where the browser itself runs it: what runs, its contexts and its life. */
export class ExtensionBackground {
  readonly life: BackgroundLife;
  /** Whether it may sleep. */
  readonly sleeps: boolean;
  readonly #links = new Set<ContextLink>();

  constructor({ clock, tracer, activity }: BrowserParts, renderers: Renderers, owner: BackgroundOwner) {
    let isChanging = false;
    this.sleeps = owner.sleeps !== undefined;
    this.life = new BackgroundLife({
      clock,
      facts: owner.sleeps,
      run: (site) => {
        let name: string | undefined;
        return renderers.startBackground({
          extension: owner.rendered,
          attach: (bridge, url) => {
            const link = owner.attach(bridge, url, this.life);
            this.#links.add(link);
            name = link.name;
            return { name, extension: owner.describe() };
          },
          loaded: () => site.loaded(),
          crashed: (error) => {
            tracer.emit({ type: 'error', ...(name !== undefined && { context: name }), ...partsOf(error) });
            site.crashed();
          },
        });
      },
      fire: (event, args) => {
        for (const link of this.#links) link.send({ type: 'event', event, args });
      },
      settled: async () => {
        await Promise.all([...this.#links].map((link) => link.settled()));
      },
      endContexts: () => {
        for (const link of [...this.#links]) link.close();
      },
      became: (state) => {
        const willChange = state === 'starting' || state === 'stopping';
        if (willChange && !isChanging) activity.changeBegan();
        else if (isChanging && !willChange) activity.changeEnded();
        isChanging = willChange;
      },
    });
  }

  has(link: object): boolean {
    return (this.#links as ReadonlySet<object>).has(link);
  }

  /** A context is over. */
  linkEnded(link: ContextLink): void {
    this.#links.delete(link);
  }
}
