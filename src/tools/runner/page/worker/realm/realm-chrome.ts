/** When things happened to a document, in milliseconds since the Unix epoch; undefined: not yet. */
export interface LoadTimes {
  readonly started: number;
  readonly now: number;
  readonly parsed: number | undefined;
  readonly loaded: number | undefined;
}

/**
 * Gives `chrome` what Chromium itself has in documents, before all else that it has. `hasApp`: `chrome.app`, of pages of the
 * web. Runs in the realm itself, from its own source text: it must not use anything from outside. The keys of `chrome` were
 * seen in Chromium 156; what the functions tell is made up, as far as pages ask for it.
 */
export function installChromeMembers(chrome: object, timesOf: () => LoadTimes, hasApp: boolean): void {
  const inSeconds = (ms = 0): number => ms / 1000;
  const loadTimes = function loadTimes(): object {
    const { started, parsed, loaded } = timesOf();
    return {
      requestTime: inSeconds(started),
      startLoadTime: inSeconds(started),
      commitLoadTime: inSeconds(started),
      finishDocumentLoadTime: inSeconds(parsed),
      finishLoadTime: inSeconds(loaded),
      firstPaintTime: 0, // nothing is drawn
      firstPaintAfterLoadTime: 0,
      navigationType: 'Other',
      wasFetchedViaSpdy: false,
      wasNpnNegotiated: false,
      npnNegotiatedProtocol: 'unknown',
      wasAlternateProtocolAvailable: false,
      connectionInfo: 'http/1.1',
    };
  };
  const csi = function csi(): object {
    const { started, now, loaded = 0 } = timesOf();
    return { startE: Math.round(started), onloadT: Math.round(loaded), pageT: now - started, tran: 15 };
  };
  const app = {
    isInstalled: false,
    getDetails: () => null,
    getIsInstalled: () => false,
    installState: (callback: unknown) => {
      if (typeof callback === 'function') callback('not_installed');
    },
    runningState: () => 'cannot_run',
    InstallState: { DISABLED: 'disabled', INSTALLED: 'installed', NOT_INSTALLED: 'not_installed' },
    RunningState: { CANNOT_RUN: 'cannot_run', READY_TO_RUN: 'ready_to_run', RUNNING: 'running' },
  };
  const others = Object.getOwnPropertyDescriptors(chrome);
  for (const name of Object.keys(others)) Reflect.deleteProperty(chrome, name);
  Object.assign(chrome, { loadTimes, csi }, hasApp && { app });
  Object.defineProperties(chrome, others);
}
