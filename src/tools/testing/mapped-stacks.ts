import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';

const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json[^,]*;base64,([A-Za-z0-9+/=]+)\s*$/;
const PLACE = /(\(|at )((?:file:\/\/)?\/?[^\s()]+):(\d+):(\d+)(\)?)$/gm;

/** Puts the places of sources into the stacks of what was bundled. */
export class MappedStacks {
  readonly #folders = new Set<string>();
  readonly #maps = new Map<string, SourceMap | undefined>();

  /** `folder`: where bundled files may be. */
  add(folder: string): void {
    this.#folders.add(folder);
  }

  map(stack: string): string {
    return stack.replace(PLACE, (whole, before: string, file: string, line: string, column: string, after: string) => {
      if (![...this.#folders].some((folder) => file.startsWith(folder))) return whole;
      const place = this.#mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1);
      if (place === undefined || !('originalSource' in place)) return whole;
      const source = path.resolve(path.dirname(file), place.originalSource);
      return `${before}${source}:${place.originalLine + 1}:${place.originalColumn + 1}${after}`;
    });
  }

  #mapOf(file: string): SourceMap | undefined {
    if (!this.#maps.has(file)) this.#maps.set(file, readMap(file));
    return this.#maps.get(file);
  }
}

function readMap(file: string): SourceMap | undefined {
  if (!existsSync(file)) return undefined;
  const encoded = INLINE_MAP.exec(readFileSync(file, 'utf8'))?.[1];
  if (encoded === undefined) return undefined;
  return new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as SourceMapPayload);
}
