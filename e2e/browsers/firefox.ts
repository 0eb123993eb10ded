import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ConsoleLine, Driver, LoadedExtension } from './driver.js';
import { Marionette } from './marionette.js';
import { ThrowAwayHome } from './throw-away.js';

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
};

// Runs in every content process, before an extension starts there: console calls of add-ons and script errors of their
// pages, in one order.
const CONSOLE_TAP = `(() => {
  const send = (line) => Services.cpmm.sendAsyncMessage('nativeport:console', line);
  const system = Cc['@mozilla.org/systemprincipal;1'].createInstance(Ci.nsIPrincipal);
  Cc['@mozilla.org/consoleAPI-storage;1'].getService(Ci.nsIConsoleAPIStorage).addLogEventListener((event) => {
    const { addonId, level, arguments: args } = event.wrappedJSObject ?? event;
    if (addonId) send({ by: 'extension', addonId, level, text: [...args].map(String).join(' ') });
  }, system);
  // Console messages reach their listeners in tasks of their own, in order: the mark comes after all earlier errors.
  const MARK = 'nativeport:errors-so-far';
  Services.cpmm.addMessageListener(MARK, () => Services.console.logStringMessage(MARK));
  Services.console.registerListener({ observe(message) {
    if (message.message === MARK && Services.appinfo.remoteType === 'extension') send({ isMark: true });
    const isAboutPage = (error) => error.innerWindowID !== 0 || error.sourceName.startsWith('moz-extension://');
    if (!(message instanceof Ci.nsIScriptError) || !isAboutPage(message)) return;
    const level = message.flags & Ci.nsIScriptError.warningFlag ? 'warn' : 'error';
    send({ by: 'browser', level, text: message.errorMessage });
  } });
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

const MARK_ERRORS = "Services.ppmm.broadcastAsyncMessage('nativeport:errors-so-far')";

const CLICK_ACTION = `
  const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
  const { GlobalManager, apiManager } = ExtensionParent;
  const action = apiManager.global.browserActionFor(GlobalManager.getExtension(arguments[0]));
  action.triggerAction(Services.wm.getMostRecentWindow('navigator:browser'));`;

const OPEN_PAGE = `
  const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
  const url = ExtensionParent.GlobalManager.getExtension(arguments[0]).baseURL + arguments[1];
  const { gBrowser } = Services.wm.getMostRecentWindow('navigator:browser');
  gBrowser.addTab(url, { triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal() });`;

/** One sandbox for all scripts, because the lines are kept in it. An hour: nothing may happen for long. */
const SCRIPT = { sandbox: 'nativeport', newSandbox: false, scriptTimeout: 3_600_000 };

/** Starts a real Firefox, headless, with a profile and a HOME of its own. */
export async function startFirefox(program: string): Promise<Driver> {
  const place = new ThrowAwayHome();
  const preferences = Object.entries(PREFERENCES).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  await writeFile(path.join(place.profile, 'user.js'), preferences.join(''));

  let marionette: Marionette | undefined;
  const quit = async () => marionette?.send('Marionette:Quit', { flags: ['eForceQuit'] });
  try {
    marionette = new Marionette(await start(program, place, (why) => marionette?.fail(why)));
    return await drive(marionette, place, quit);
  } catch (error) {
    await place.remove(quit);
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

async function drive(marionette: Marionette, place: ThrowAwayHome, quit: () => Promise<unknown>): Promise<Driver> {
  const { capabilities } = await marionette.send<{ capabilities: { browserVersion: string } }>('WebDriver:NewSession');
  await marionette.send('Marionette:SetContext', { value: 'chrome' });
  const run = (script: string, ...args: unknown[]) =>
    marionette.send('WebDriver:ExecuteScript', { ...SCRIPT, script, args });

  await run(START_LISTENING, CONSOLE_TAP);
  let listener: ((line: ConsoleLine) => void) | undefined;
  let marked: (() => void) | undefined;
  // The only asynchronous script at a time: Firefox loses the answer of an older one.
  const nextLines = () =>
    marionette.send<{ value: (ConsoleLine | { readonly isMark: true })[] }>('WebDriver:ExecuteAsyncScript', {
      ...SCRIPT,
      script: NEXT_LINES,
      args: [],
    });
  const listen = async () => {
    for (;;) {
      for (const line of (await nextLines()).value) {
        if ('isMark' in line) marked?.();
        else listener?.({ by: line.by, level: line.level, text: line.text });
      }
    }
  };
  listen().catch(() => undefined); // Firefox has quit; whoever waits for something else learns why

  return {
    engine: 'firefox',
    name: `Firefox ${capabilities.browserVersion}`,
    hostManifests: path.join(place.home, '.mozilla/native-messaging-hosts'),
    home: place.home,
    async load(extensionFolder, heard): Promise<LoadedExtension> {
      listener = heard;
      const { value: id } = await marionette.send<{ value: string }>('Addon:Install', {
        path: extensionFolder,
        temporary: true,
      });
      return {
        openPage: async (file) => void (await run(OPEN_PAGE, id, file)),
        clickAction: async () => void (await run(CLICK_ACTION, id)),
        async unload() {
          const errorsTold = new Promise<void>((resolve) => {
            marked = resolve;
          });
          await run(MARK_ERRORS);
          await errorsTold;
          await marionette.send('Addon:Uninstall', { id });
          listener = undefined;
        },
      };
    },
    close: () => place.remove(quit),
  };
}
