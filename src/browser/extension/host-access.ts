import type { BrowserParts } from '../browser-parts.js';
import { originOf } from '../tabs/origin.js';
import type { ContentScripts } from './content-scripts.js';
import type { Permissions } from './permission-set.js';

/** What an extension may know of tabs and do in documents. */
export class HostAccess {
  readonly #permissions: Permissions;
  readonly #scripts: ContentScripts;
  readonly #baseUrl: string;
  readonly #contentScriptsShow: boolean;
  readonly #granted = new Map<number, string>(); // by `activeTab`: the origin that a tab showed at the click

  constructor(
    { engine }: BrowserParts,
    extension: {
      readonly permissions: Permissions;
      readonly scripts: ContentScripts;
      readonly baseUrl: string;
      readonly manifest: { readonly manifest_version: number };
    },
  ) {
    this.#permissions = extension.permissions;
    this.#scripts = extension.scripts;
    this.#baseUrl = extension.baseUrl;
    this.#contentScriptsShow = engine.tabs.contentScriptsShowAddress && extension.manifest.manifest_version >= 3;
  }

  /** The user has clicked the extension's button while this tab was in front. */
  clickedIn(tab: { readonly id: number; readonly url: string }): void {
    if (this.#permissions.holds('activeTab')) this.#granted.set(tab.id, originOf(tab.url));
  }

  tabClosed(id: number): void {
    this.#granted.delete(id);
  }

  /** Whether it may know that a tab shows this address. */
  seesAddress(tabId: number, url: string): boolean {
    return this.#permissions.holds('tabs') || url.startsWith(this.#baseUrl) || this.mayInject(tabId, url);
  }

  /** Whether it may run scripts there, as far as its permissions go. */
  mayInject(tabId: number, url: string): boolean {
    if (this.#permissions.matches(url)) return true;
    if (this.#granted.get(tabId) === originOf(url)) return true;
    return this.#contentScriptsShow && this.#scripts.matches(url);
  }
}
