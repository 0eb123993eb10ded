import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ConsoleLine, Driver, LoadedExtension, Tab } from './driver.js';
import { Marionette } from './marionette.js';
import { ThrowAwayHome } from './throw-away.js';
import { SmallWeb, WEB_HOSTS } from './web.js';

const FLAGS = ['--headless', '--no-remote', '--marionette', '--remote-allow-system-access', 'about:blank'];

const PREFERENCES: Readonly<Record<string, string | number | boolean>> = {
  'marionette.port': 0, // any free one; it is said on the output
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.enabledScopes': 1, // only the profile's add-ons: a distribution may have installed some for everybody
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'nimbus.rollouts.enabled': false,
  'app.normandy.enabled': false,
  'dom.security.https_first': false, // the small web has no https
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
};

// Runs in every content process, before an extension starts there: console calls and script errors of add-ons and
// of the pages of the small web, in one order; and the clicks of a user.
const CONSOLE_TAP = `(() => {
  const WEB = ${JSON.stringify(WEB_HOSTS.map((host) => `http://${host}`))};
  const send = (line) => Services.cpmm.sendAsyncMessage('nativeport:console', line);
  const system = Cc['@mozilla.org/systemprincipal;1'].createInstance(Ci.nsIPrincipal);
  Cc['@mozilla.org/consoleAPI-storage;1'].getService(Ci.nsIConsoleAPIStorage).addLogEventListener((event) => {
    const { addonId, filename, innerID, level, arguments: args } = event.wrappedJSObject ?? event;
    const shown = WindowGlobalChild.getByInnerWindowId(Number(innerID))?.contentWindow;
    const isOurs = addonId || String(filename).startsWith('moz-extension://') || WEB.includes(shown?.origin);
    if (isOurs) send({ by: 'extension', from: filename, level, text: [...args].map(String).join(' ') });
  }, system);
  // Console messages reach their listeners in tasks of their own, in order: the mark comes after all earlier errors.
  const MARK = 'nativeport:errors-so-far';
  Services.cpmm.addMessageListener(MARK, () => Services.console.logStringMessage(MARK));
  Services.console.registerListener({ observe(message) {
    if (message.message === MARK) send({ isMark: true });
    const isAboutPage = (error) => error.innerWindowID !== 0 || error.sourceName.startsWith('moz-extension://');
    if (!(message instanceof Ci.nsIScriptError) || !isAboutPage(message)) return;
    const level = message.flags & Ci.nsIScriptError.warningFlag ? 'warn' : 'error';
    send({ by: 'browser', from: message.sourceName, level, text: message.errorMessage });
  } });
  Services.cpmm.addMessageListener('nativeport:click', ({ data: { id, selector } }) => {
    const shown = BrowsingContext.get(id)?.window; // null in all processes but one
    shown?.document.querySelector(selector).click();
  });
})()`;

const START_LISTENING = `
  globalThis.lines = [];
  globalThis.wake = undefined;
  Services.ppmm.addMessageListener('nativeport:console', ({ data }) => { lines.push(data); wake?.(); });
  Services.ppmm.loadProcessScript('data:,' + encodeURIComponent(arguments[0]), true);`;

// Answers when there are lines.
const NEXT_LINES = `
  const answer = arguments[arguments.length - 1];
  wake = () => { wake = undefined; answer(lines.splice(0)); };
  if (lines.length > 0) wake();`;

// Answers with the number of processes that will answer.
const MARK_ERRORS = `
  Services.ppmm.broadcastAsyncMessage('nativeport:errors-so-far');
  return Services.ppmm.childCount - 1; // the parent process is one, and has no tap`;

const CLICK_ACTION = `
  const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
  const { GlobalManager, apiManager } = ExtensionParent;
  const action = apiManager.global.browserActionFor(GlobalManager.getExtension(arguments[0]));
  action.triggerAction(Services.wm.getMostRecentWindow('navigator:browser'));`;

// Answers with a number for the tab.
const OPEN_TAB = `
  const { gBrowser } = Services.wm.getMostRecentWindow('navigator:browser');
  const triggeringPrincipal = Services.scriptSecurityManager.getSystemPrincipal();
  globalThis.tabs ??= [];
  const tab = gBrowser.addTab(arguments[0], { triggeringPrincipal });
  gBrowser.selectedTab = tab;
  return tabs.push({
    click: (selector) => {
      const { id } = tab.linkedBrowser.browsingContext;
      Services.ppmm.broadcastAsyncMessage('nativeport:click', { id, selector });
    },
    go: (url) => tab.linkedBrowser.loadURI(Services.io.newURI(url), { triggeringPrincipal }),
    back: () => tab.linkedBrowser.goBack(),
    forward: () => tab.linkedBrowser.goForward(),
    reload: () => tab.linkedBrowser.reload(),
    close: () => tab.isConnected && gBrowser.removeTab(tab),
    processId: () => tab.linkedBrowser.frameLoader.remoteTab.osPid,
  }) - 1;`;

// All but the first: without a tab, the browser ends.
const CLOSE_TABS = `
  const { gBrowser } = Services.wm.getMostRecentWindow('navigator:browser');
  for (const tab of [...gBrowser.tabs].slice(1)) gBrowser.removeTab(tab);`;

const ON_EXTENSION = `
  const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
  const extension = ExtensionParent.GlobalManager.getExtension(arguments[0]);
  return `;

const ON_ADDON = `
  const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
  return AddonManager.getAddonByID(arguments[0]).then((addon) => addon.`;

/** `from`: the address of the script. */
type TappedLine = ConsoleLine & { readonly from: string };

/** One sandbox for all scripts, because the lines are kept in it. An hour: nothing may happen for long. */
const SCRIPT = { sandbox: 'nativeport', newSandbox: false, scriptTimeout: 3_600_000 };

/** Starts a real Firefox, headless, with a profile and a HOME of its own. */
export async function startFirefox(program: string): Promise<Driver> {
  const place = new ThrowAwayHome();
  const web = await SmallWeb.start();
  const preferences = Object.entries({ ...PREFERENCES, 'network.proxy.http_port': web.port }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  await writeFile(path.join(place.profile, 'user.js'), preferences.join(''));

  let marionette: Marionette | undefined;
  const quit = async () => marionette?.send('Marionette:Quit', { flags: ['eForceQuit'] });
  try {
    marionette = new Marionette(await start(program, place, (why) => marionette?.fail(why)));
    return await drive(marionette, place, web, quit);
  } catch (error) {
    await place.remove(quit).finally(() => web.close());
    throw error;
  }
}

/** The port that Marionette listens on: Firefox says it when it is ready. */
function start(program: string, place: ThrowAwayHome, ended: (why: Error) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const args = [...FLAGS, '--profile', place.profile];
    const browser = place.start(program, args, ['ignore', 'pipe', 'pipe'], (why) => {
      reject(why);
      ended(why);
    });
    for (const output of [browser.stdout, browser.stderr]) {
      output?.on('data', (text: string) => {
        const [, port] = /Marionette\s+INFO\s+Listening on port (\d+)/.exec(text) ?? [];
        if (port) resolve(Number(port));
      });
    }
  });
}

async function drive(
  marionette: Marionette,
  place: ThrowAwayHome,
  web: SmallWeb,
  quit: () => Promise<unknown>,
): Promise<Driver> {
  const { capabilities } = await marionette.send<{ capabilities: { browserVersion: string } }>('WebDriver:NewSession');
  await marionette.send('Marionette:SetContext', { value: 'chrome' });
  const run = async (script: string, ...args: unknown[]) => {
    const { value } = await marionette.send<{ value: unknown }>('WebDriver:ExecuteScript', { ...SCRIPT, script, args });
    return value;
  };

  await run(START_LISTENING, CONSOLE_TAP);
  let listener: ((line: ConsoleLine) => void) | undefined;
  const gone = new Set<string>(); // addresses of extensions that were unloaded; their last lines come late
  let marks = 0;
  let marked: (() => void) | undefined;
  /** Resolves when each process has told all errors of before. */
  async function errorsTold(): Promise<void> {
    marks = 0;
    const processes = Number(await run(MARK_ERRORS));
    while (marks < processes)
      await new Promise<void>((resolve) => {
        marked = resolve;
      });
  }
  // The only asynchronous script at a time: Firefox loses the answer of an older one.
  const nextLines = () =>
    marionette.send<{ value: (TappedLine | { readonly isMark: true })[] }>('WebDriver:ExecuteAsyncScript', {
      ...SCRIPT,
      script: NEXT_LINES,
      args: [],
    });
  const listen = async () => {
    for (;;) {
      for (const line of (await nextLines()).value) {
        if ('isMark' in line) {
          marks++;
          marked?.();
        } else if (![...gone].some((address) => String(line.from).startsWith(address))) {
          listener?.({ by: line.by, level: line.level, text: line.text });
        }
      }
    }
  };
  listen().catch(() => undefined); // Firefox has quit; whoever waits for something else learns why

  async function openTab(url: string): Promise<Tab> {
    const tab = await run(OPEN_TAB, url);
    const act = async (call: string, ...args: unknown[]) => run(`return tabs[${tab}].${call}(...arguments)`, ...args);
    const does = (call: string) => async (argument?: string) => void (await act(call, argument));
    return {
      click: does('click'),
      go: does('go'),
      back: does('back'),
      forward: does('forward'),
      reload: does('reload'),
      close: does('close'),
      crash: async () => void process.kill(Number(await act('processId')), 'SIGKILL'),
    };
  }

  return {
    engine: 'firefox',
    name: `Firefox ${capabilities.browserVersion}`,
    hostManifests: path.join(place.home, '.mozilla/native-messaging-hosts'),
    home: place.home,
    servePages(folder) {
      web.folder = folder;
    },
    openTab,
    async load(extensionFolder, heard): Promise<LoadedExtension> {
      listener = heard;
      const { value: id } = await marionette.send<{ value: string }>('Addon:Install', {
        path: extensionFolder,
        temporary: true,
      });
      return {
        openPage: async (file) => openTab(`${await run(`${ON_EXTENSION} extension.baseURL`, id)}${file}`),
        clickAction: async () => void (await run(CLICK_ACTION, id)),
        stopBackground: async () =>
          void (await run(`${ON_EXTENSION} extension.terminateBackground({ ignoreDevToolsAttached: true })`, id)),
        setEnabled: async (isEnabled) => void (await run(`${ON_ADDON}${isEnabled ? 'enable' : 'disable'}())`, id)),
        reload: async () => void (await run(`${ON_ADDON}reload())`, id)),
        async unload() {
          await errorsTold();
          listener = undefined;
          gone.add(String(await run(`${ON_EXTENSION} extension.baseURL`, id)));
          await run(CLOSE_TABS);
          await marionette.send('Addon:Uninstall', { id });
        },
      };
    },
    close: () => place.remove(quit).finally(() => web.close()),
  };
}
