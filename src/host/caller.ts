/**
 * Who started this host, as its arguments tell.
 *
 * Chromium passes the extension's origin and, on Windows, the window that asked. Firefox passes the path of the host
 * manifest and the add-on's id. `unknown`: neither, as from a terminal. Sources: Chromium, launch_context*.cc; Firefox,
 * NativeMessaging.sys.mjs.
 */
export type Caller =
  | {
      readonly family: 'chromium';
      /** `chrome-extension://<id>/`, as it stands in `allowed_origins`. */
      readonly origin: string;
      readonly extensionId: string;
      /** Handle (HWND) of the window that asked; only on Windows, and not for a background without a window. */
      readonly window?: number;
    }
  | { readonly family: 'gecko'; readonly manifestPath: string; readonly addonId: string }
  | { readonly family: 'unknown'; readonly args: readonly string[] };

const ORIGIN = /^chrome-extension:\/\/([a-p]{32})\/$/;
const WINDOW = /^--parent-window=(\d+)$/;
// A UUID in braces, or something like an e-mail address. Source: Firefox, schema type ExtensionID.
const ADDON_ID = /^(\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}|[a-z0-9\-._]*@[a-z0-9\-._]+)$/i;

/** Reads the arguments of a host, without the program itself. A launcher may have put arguments of its own before them. */
export function parseCaller(args: readonly string[]): Caller {
  for (const [index, argument] of args.entries()) {
    const extensionId = ORIGIN.exec(argument)?.[1];
    if (extensionId !== undefined) {
      const window = windowOf(args.slice(index + 1));
      return { family: 'chromium', origin: argument, extensionId, ...(window > 0 && { window }) };
    }
    const addonId = args[index + 1];
    if (argument.endsWith('.json') && addonId !== undefined && ADDON_ID.test(addonId)) {
      return { family: 'gecko', manifestPath: argument, addonId };
    }
  }
  return { family: 'unknown', args: [...args] };
}

function windowOf(args: readonly string[]): number {
  for (const argument of args) {
    const digits = WINDOW.exec(argument)?.[1];
    if (digits !== undefined) return Number(digits);
  }
  return 0;
}
