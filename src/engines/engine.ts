import type { ApiFacts } from './api-facts.js';
import type { LifeFacts } from './life-facts.js';
import type { NativeFacts } from './native-facts.js';
import type { SelfFacts } from './self-facts.js';
import type { StorageFacts } from './storage-facts.js';
import type { TabFacts } from './tab-facts.js';

/** The browsers that nativeport behaves like. */
export type EngineName = 'chromium' | 'firefox';

/** A browser family as a row of facts and small functions. No file outside this folder asks which browser it is. */
export interface Engine {
  readonly name: EngineName;
  readonly native: NativeFacts;
  readonly api: ApiFacts;
  readonly tabs: TabFacts;
  readonly life: LifeFacts;
  readonly storage: StorageFacts;
  readonly self: SelfFacts;
}
