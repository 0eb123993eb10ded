import type { BrowserEnd } from '../../context/index.js';
import type { Engine, SleepFacts } from '../../engines/index.js';
import { partsOf } from '../../errors/index.js';
import { type Background, backgroundOf, type ExtensionManifest } from '../../manifest/index.js';
import type { BrowserParts } from '../browser-parts.js';
import type { ContextLink } from '../contexts/context-link.js';
import type { AttachedSite, RenderedExtension, Renderers } from '../renderers.js';
import type { WatchedLife } from './background-life.js';
import { BackgroundLife } from './background-life.js';

/** An extension, as its background needs it. */
export interface BackgroundOwner {
  readonly manifest: ExtensionManifest;
  readonly rendered: RenderedExtension;
  /** Serves a context of the background. */
  attachBackground(bridge: BrowserEnd, url: string, life: WatchedLife): ContextLink;
  /** What `createContext` needs to know of it. */
  describe(): AttachedSite['extension'];
}

/** The background of an extension; undefined: it has none, or the browser does not run it. */
export function backgroundFor(parts: BrowserParts, owner: BackgroundOwner): ExtensionBackground | undefined {
  const { renderers, engine } = parts;
  const background = renderers && backgroundOf(owner.manifest, engine.native.family);
  if (!background) return undefined;
  return new ExtensionBackground(parts, renderers, owner, sleepFacts(engine, owner.manifest, background.kind));
}

/** How a background sleeps; undefined: it does not. */
function sleepFacts({ life }: Engine, manifest: ExtensionManifest, kind: Background['kind']): SleepFacts | undefined {
  if (kind === 'service-worker') return life.worker;
  const isPersistent = manifest.manifest_version < 3 && manifest.background?.persistent !== false;
  return isPersistent ? undefined : life.eventPage;
}

/** The background of an extension where the browser itself runs it: what runs, its contexts and its life. */
export class ExtensionBackground {
  readonly life: BackgroundLife;
  /** Whether it may sleep. */
  readonly sleeps: boolean;
  readonly #links = new Set<ContextLink>();

  constructor(
    { clock, tracer, activity }: BrowserParts,
    renderers: Renderers,
    owner: BackgroundOwner,
    facts: SleepFacts | undefined,
  ) {
    let isChanging = false;
    this.sleeps = facts !== undefined;
    this.life = new BackgroundLife({
      clock,
      facts,
      run: (site) => {
        let name: string | undefined;
        return renderers.startBackground({
          extension: owner.rendered,
          attach: (bridge, url) => {
            const link = owner.attachBackground(bridge, url, this.life);
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
