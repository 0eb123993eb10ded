import type { ContextEnd } from '../../../../../context/index.js';
import { type ContextPlan, keyOf, type WorldName } from '../../protocol.js';
import { ORDER } from '../engine-facts.js';
import { attachContext } from '../world/attach-context.js';
import { addChromeMembers } from '../world/chrome-members.js';
import { reportUncaught } from '../world/faults.js';
import type { ScriptWorld } from '../world/script-world.js';
import { World } from '../world/world.js';
import { realmHostFor, type WindowDocument } from './window-members.js';

/** The worlds of a document, and the contexts that they have. */
export class DocumentWorlds {
  readonly #document: WindowDocument;
  readonly #bridgeOf: (context: number) => ContextEnd;
  readonly #worlds = new Map<string, World>();
  readonly #orphans: World[] = []; // whose extension is gone
  readonly #contexts = new Map<string, ContextPlan>(); // by world, until the world is made

  constructor(document: WindowDocument, bridgeOf: (context: number) => ContextEnd) {
    this.#document = document;
    this.#bridgeOf = bridgeOf;
  }

  get all(): readonly ScriptWorld[] {
    return [...this.#worlds.values(), ...this.#orphans];
  }

  like(world: ScriptWorld): ScriptWorld | undefined {
    return this.#orphans.find((orphan) => orphan === world) ?? this.#worlds.get(world.key);
  }

  /** The world of this name; it is made with its context when it is needed first. */
  named(name: WorldName): ScriptWorld {
    const known = this.#worlds.get(keyOf(name));
    if (known) return known;
    const world = this.make(name);
    this.install(world);
    this.attach(world);
    return world;
  }

  /** A world without any globals of a window. */
  make(name: WorldName): World {
    const { window, url } = this.#document;
    const world = new World({
      name,
      label: this.#contexts.get(keyOf(name))?.name ?? url,
      document: this.#document,
      window,
      uncaught: (error) => reportUncaught(world, error),
    });
    this.#worlds.set(world.key, world);
    return world;
  }

  install(world: World): void {
    world.install(realmHostFor(world, this.#document));
  }

  /** Contexts that worlds are to have. The worlds are there at once; the page's gets its context with `attach`. */
  expect(contexts: readonly ContextPlan[]): void {
    for (const context of contexts) {
      this.#contexts.set(keyOf(context.world), context);
      if (context.world !== 'main') this.named(context.world);
    }
  }

  /** Gives a world the context that it is to have. */
  attach(world: ScriptWorld): void {
    const context = this.#contexts.get(world.key);
    this.#contexts.delete(world.key);
    if (context) attachContext(world, this.#watched(this.#bridgeOf(context.context), world), context);
    else if (world === this.#document.main && ORDER[this.#document.engine].ownsChrome) {
      const chrome = world.parts.makeObject();
      addChromeMembers(world, chrome);
      Reflect.set(world.global, 'chrome', chrome);
    }
  }

  end(): void {
    for (const world of [...this.#worlds.values(), ...this.#orphans]) world.end();
  }

  /** A bridge whose end tells that the extension of the world is gone. */
  #watched(bridge: ContextEnd, world: ScriptWorld): ContextEnd {
    return {
      send: (message) => bridge.send(message),
      close: () => bridge.close(),
      listen: ({ received, closed }) =>
        bridge.listen({
          received,
          closed: () => {
            closed();
            this.#lost(world);
          },
        }),
    };
  }

  #lost({ key }: ScriptWorld): void {
    const world = this.#worlds.get(key);
    if (!world || world === this.#document.main) return;
    this.#worlds.delete(key);
    this.#orphans.push(world);
    if (ORDER[this.#document.engine].orphans === 'are silent') world.silence();
  }
}
