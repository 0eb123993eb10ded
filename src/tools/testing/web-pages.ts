import path from 'node:path';
import type { PageSource } from '../runner/page/index.js';
import { addressInvalid } from './errors.js';
import { pathFrom } from './path-from.js';

/** A page of the web in a test: its markup, or the file that has it. */
export type PageChoice = string | { readonly html: string } | { readonly file: string | URL };

export type PageChoices = Readonly<Record<string, PageChoice>>;

const NOTHING_THERE = '<!doctype html><title>There is no such page in this test</title>';

/** The pages of the web that a test has. Nothing else is asked of the network, unless the test says so. */
export class WebPages {
  readonly #pages = new Map<string, PageSource>();
  readonly #network: boolean;

  /** @throws {TestingError} `ADDRESS_INVALID`, `URL_NOT_FILE` */
  constructor(choices: PageChoices, network: boolean) {
    for (const [address, choice] of Object.entries(choices)) {
      if (!/^https?:/i.test(address) || !URL.canParse(address)) throw addressInvalid(address);
      this.#pages.set(withoutFragment(address), sourceOf(choice));
    }
    this.#network = network;
  }

  get addresses(): readonly string[] {
    return [...this.#pages.keys()];
  }

  /** Whether there is something to show at an address. */
  has(address: string): boolean {
    return this.#network || !/^https?:/.test(address) || this.#find(address) !== undefined;
  }

  /** What to show; undefined: ask the network. */
  sourceOf(address: string): PageSource | undefined {
    return this.#find(address) ?? (this.#network ? undefined : { html: NOTHING_THERE });
  }

  #find(address: string): PageSource | undefined {
    const whole = withoutFragment(address);
    return this.#pages.get(whole) ?? this.#pages.get(whole.replace(/\?.*$/s, ''));
  }
}

const withoutFragment = (address: string): string => new URL(address).href.replace(/#.*$/s, '');

function sourceOf(choice: PageChoice): PageSource {
  if (typeof choice === 'string') return { html: choice };
  return 'file' in choice ? { file: path.resolve(pathFrom(choice.file)) } : choice;
}
