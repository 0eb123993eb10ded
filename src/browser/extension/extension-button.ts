import type { ClickedTab } from '../../engines/index.js';
import { type ExtensionManifest, popupOf } from '../../manifest/index.js';
import type { BrowserParts } from '../browser-parts.js';
import { actionMissing, actionOpensPopup, addressNotAllowed, popupMissing } from '../errors.js';
import type { Frame } from '../tabs/frame.js';
import type { HostAccess } from './host-access.js';

/** An extension, as its button needs it. */
interface ButtonOwner {
  readonly id: string;
  readonly manifest: ExtensionManifest;
  readonly baseUrl: string;
  readonly access: HostAccess;
}

/** The button of an extension in the browser's toolbar. */
export class ExtensionButton {
  readonly #parts: BrowserParts;
  readonly #extension: ButtonOwner;

  constructor(parts: BrowserParts, extension: ButtonOwner) {
    this.#parts = parts;
    this.#extension = extension;
  }

  /**
   * Whether a click is an event of the extension.
   *
   * @throws {BrowserError} `ACTION_MISSING`, `ACTION_OPENS_POPUP`
   */
  check(): void {
    const { id, manifest } = this.#extension;
    const key = manifest.manifest_version >= 3 ? 'action' : 'browser_action';
    const action = manifest[key];
    if (typeof action !== 'object' || action === null) throw actionMissing(id, key);
    if ('default_popup' in action && action.default_popup) throw actionOpensPopup(id, key);
  }

  /** Opens its popup, or another page of the extension in the same way. `page`: relative to the base of its addresses. */
  openPopup(page: string | undefined): Frame {
    const { id, manifest, baseUrl } = this.#extension;
    const wanted = page ?? popupOf(manifest);
    if (wanted === undefined) throw popupMissing(id);
    const { href } = new URL(wanted, baseUrl);
    if (!href.startsWith(baseUrl)) {
      throw addressNotAllowed(href, `a page of ${id}`, 'Name a file below the folder of the extension.');
    }
    this.clicked();
    const frame = this.#parts.tabs.openPopup(href);
    frame.load();
    return frame;
  }

  /** The user has clicked it: the extension may touch the tab in front, when it holds `activeTab`. */
  clicked(): void {
    const { active } = this.#parts.tabs;
    if (active) this.#extension.access.clickedIn(active);
  }

  /** Arguments of `onClicked`: the tab in front, or one that is made up from `tab`. */
  argumentsFor(tab: Partial<ClickedTab>): readonly unknown[] {
    const { tabs, engine } = this.#parts;
    const { active } = tabs;
    const args = engine.api.clickArguments({ id: 1, windowId: 1, ...tab });
    if (active === undefined || Object.keys(tab).length > 0) return args;
    const seesAddress = this.#extension.access.seesAddress(active.id, active.url);
    return [engine.tabs.tabOf(active.state, { seesAddress }), ...args.slice(1)];
  }
}
