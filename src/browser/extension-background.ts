import type { BrowserEnd } from '../context/index.js';
import type { SleepFacts } from '../engines/index.js';
import { partsOf } from '../errors/index.js';
import { BackgroundLife } from './background-life.js';
import type { BrowserParts } from './browser-parts.js';
import type { ContextLink } from './context-link.js';
import type { AttachedSite, RenderedExtension, Renderers } from './renderers.js';

/** An extension, as its background needs it. */
export interface BackgroundOwner {
  readonly rendered: RenderedExtension;
  /** undefined: its background never sleeps. */
  readonly sleeps: SleepFacts | undefined;
  /** Serves a context of the background. */
  attach(bridge: BrowserEnd, url: string, life: BackgroundLife): ContextLink;
  describe(): AttachedSite['extension'];
}

/** The background of an extension where the browser itself runs it: what runs, its contexts and its life. */
export class ExtensionBackground {
  readonly life: BackgroundLife;
  readonly #links = new Set<ContextLink>();

  constructor({ clock, tracer, activity }: BrowserParts, renderers: Renderers, owner: BackgroundOwner) {
    let isChanging = false;
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
      fire: (event, args) => this.send(event, args),
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

  has(link: ContextLink): boolean {
    return this.#links.has(link);
  }

  /** Sends an event to its contexts, which are there. */
  send(event: string, args: readonly unknown[], byUser = false): void {
    for (const link of this.#links) link.send({ type: 'event', event, args, ...(byUser && { byUser }) });
  }

  /** A context is over. */
  linkEnded(link: ContextLink): void {
    this.#links.delete(link);
  }
}
