import type { BackgroundSite, DocumentSite, Rendered, RenderedDocument, Renderers } from '../../browser/index.js';
import type { EngineName } from '../../engines/index.js';
import { type BackgroundReport, Backgrounds } from '../runner/index.js';
import type { ThreadPage } from './test-context.js';

export interface StageOptions {
  readonly engine: EngineName;
  /** Holds the time at this moment, in milliseconds since the Unix epoch. */
  readonly heldAt: number | undefined;
  onReport(report: BackgroundReport): void;
  onIdle(): void;
}

/** Everything of a test's browser that runs in threads. */
export class Stage implements Renderers {
  readonly backgrounds: Backgrounds;
  /** Pages of extensions. */
  readonly pages = new Set<ThreadPage>();

  constructor({ heldAt, ...options }: StageOptions) {
    this.backgrounds = new Backgrounds({ ...options, ...(heldAt !== undefined && { heldAt }) });
  }

  startBackground(site: BackgroundSite): Rendered {
    return this.backgrounds.startBackground(site);
  }

  loadDocument(_site: DocumentSite): RenderedDocument {
    throw new Error('Documents are not there yet.');
  }

  get isIdle(): boolean {
    return this.backgrounds.isIdle && [...this.pages].every(({ worker }) => worker.isIdle);
  }

  /** When the next timer of any script is due, in held time; undefined: there is none. */
  get nextDue(): number | undefined {
    const due = [this.backgrounds.nextDue, ...[...this.pages].map(({ worker }) => worker.nextDue)];
    const times = due.filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Lets the held time go on in every script. */
  advanceTo(now: number): void {
    this.backgrounds.advanceTo(now);
    for (const { worker } of this.pages) worker.advanceTo(now);
  }

  async close(): Promise<void> {
    await Promise.all([this.backgrounds.close(), ...[...this.pages].map((page) => page.close())]);
  }
}
