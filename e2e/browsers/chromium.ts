import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { type CdpEvent, CdpPipe } from './cdp-pipe.js';
import type { ConsoleLine, Driver, LoadedExtension, Tab } from './driver.js';
import { ThrowAwayHome } from './throw-away.js';
import { SmallWeb } from './web.js';

const FLAGS = [
  '--headless=new',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=HttpsUpgrades', // the small web has no https
  '--enable-unsafe-extension-debugging', // branded builds allow Extensions.loadUnpacked only with it
  '--remote-debugging-pipe',
];

/** Without the developer mode, an unpacked extension that reloads itself does not come back. */
const PREFERENCES = { extensions: { ui: { developer_mode: true } } };

const WAIT = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true };

interface TargetInfo {
  readonly targetId: string;
  readonly type: string;
  readonly url: string;
}

interface RemoteObject {
  readonly value?: unknown;
  readonly description?: string;
}

/** What the protocol says of a console, as one line; undefined for all other events. */
function consoleLine({ method, params }: CdpEvent): ConsoleLine | undefined {
  if (method === 'Runtime.consoleAPICalled') {
    const { type, args } = params as { type: string; args: RemoteObject[] };
    const text = args.map(({ value, description }) => String(value ?? description)).join(' ');
    return { by: 'extension', level: type === 'warning' ? 'warn' : type, text };
  }
  if (method === 'Runtime.exceptionThrown') {
    const { exceptionDetails } = params as { exceptionDetails: { text: string; exception?: RemoteObject } };
    const { text, exception } = exceptionDetails;
    return { by: 'browser', level: 'error', text: `${text} ${exception?.description ?? exception?.value ?? ''}` };
  }
  if (method === 'Log.entryAdded') {
    const { entry } = params as { entry: { level: string; text: string } };
    return { by: 'browser', level: entry.level, text: entry.text };
  }
  return undefined;
}

/** Starts a real Chromium, headless, with a profile and a HOME of its own. */
export async function startChromium(program: string): Promise<Driver> {
  const place = new ThrowAwayHome();
  const web = await SmallWeb.start();
  await mkdir(path.join(place.profile, 'Default'));
  await writeFile(path.join(place.profile, 'Default', 'Preferences'), JSON.stringify(PREFERENCES));
  const contexts = new Map<string, string>(); // session id -> target id, of workers, pages and frames
  const onAttached = new Map<string, (sessionId: string) => void>(); // target id -> who waits for its session
  let heard: ((line: ConsoleLine) => void) | undefined;

  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []; // Chromium refuses to run as root with it
  const proxy = [`--proxy-server=127.0.0.1:${web.port}`, '--proxy-bypass-list=<-loopback>'];
  const args = [...FLAGS, ...sandbox, ...proxy, `--user-data-dir=${place.profile}`, 'about:blank'];
  const browser = place.start(program, args, ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'], (why) => cdp.fail(why));
  const [, , , toBrowser, fromBrowser] = browser.stdio;
  const cdp = new CdpPipe(toBrowser as Writable, fromBrowser as Readable, (event) => {
    if (event.method === 'Target.attachedToTarget') void listenTo(event);
    else if (event.method === 'Target.detachedFromTarget') contexts.delete(String(event.params.sessionId));
    else if (contexts.has(event.sessionId ?? '')) {
      const line = consoleLine(event);
      if (line) heard?.(line);
    }
  });

  // A worker, a page or a frame in a process of its own waits for us before its first line, so that none is lost.
  async function listenTo({ params }: CdpEvent): Promise<void> {
    const { sessionId, targetInfo } = params as { sessionId: string; targetInfo: TargetInfo };
    contexts.set(sessionId, targetInfo.targetId);
    const ofPage = { ...WAIT, filter: [{ type: 'iframe' }] };
    const frames = targetInfo.type === 'service_worker' ? [] : [cdp.send('Target.setAutoAttach', ofPage, sessionId)];
    await Promise.all([
      ...frames,
      cdp.send('Runtime.enable', {}, sessionId),
      cdp.send('Log.enable', {}, sessionId),
      cdp.send('Runtime.runIfWaitingForDebugger', {}, sessionId),
    ]).catch(() => undefined); // it is gone already
    onAttached.get(targetInfo.targetId)?.(sessionId);
  }

  async function targets(type: string): Promise<TargetInfo[]> {
    const { targetInfos } = await cdp.send<{ targetInfos: TargetInfo[] }>('Target.getTargets', { filter: [{ type }] });
    return targetInfos;
  }

  async function openTab(url: string): Promise<Tab> {
    const { targetId } = await cdp.send<{ targetId: string }>('Target.createTarget', { url });
    const known = [...contexts].find(([, target]) => target === targetId)?.[0];
    const sessionId = known ?? (await new Promise<string>((resolve) => onAttached.set(targetId, resolve)));
    const send = async (method: string, params: object = {}) => cdp.send(method, params, sessionId);
    const evaluate = async (expression: string) => {
      await send('Runtime.evaluate', { expression, userGesture: true });
    };
    return {
      click: (selector) => evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`),
      go: (url) => evaluate(`location.href = ${JSON.stringify(url)}`),
      back: () => evaluate('history.back()'),
      forward: () => evaluate('history.forward()'),
      reload: () => evaluate('location.reload()'),
      close: async () => void (await cdp.send('Target.closeTarget', { targetId })),
      crash: async () => void send('Page.crash').catch(() => undefined), // there is nobody left to answer
    };
  }

  /** Only the browser's own list of extensions may switch one off and on without asking. */
  async function manage(call: string): Promise<void> {
    const list = await cdp.send<{ targetId: string }>('Target.createTarget', {
      url: 'chrome://extensions/',
      background: true,
    });
    const { sessionId } = await cdp.send<{ sessionId: string }>('Target.attachToTarget', { ...list, flatten: true });
    const expression = `chrome.management.${call}`;
    await cdp.send('Runtime.evaluate', { expression, awaitPromise: true, userGesture: true }, sessionId);
    await cdp.send('Target.closeTarget', list);
  }

  const quit = () => cdp.send('Browser.close');
  try {
    const { product } = await cdp.send<{ product: string }>('Browser.getVersion');
    await cdp.send('Target.setAutoAttach', { ...WAIT, filter: [{ type: 'service_worker' }, { type: 'page' }] });
    const [first] = await targets('page');

    return {
      engine: 'chromium',
      name: product.replace('/', ' '),
      hostManifests: path.join(place.profile, 'NativeMessagingHosts'),
      home: place.home,
      servePages(folder) {
        web.folder = folder;
      },
      openTab,
      async load(extensionFolder, listener): Promise<LoadedExtension> {
        heard = listener;
        const loadUnpacked = () => cdp.send<{ id: string }>('Extensions.loadUnpacked', { path: extensionFolder });
        const { id } = await loadUnpacked();
        return {
          openPage: (file) => openTab(`chrome-extension://${id}/${file}`),
          async clickAction() {
            const [tab] = await targets('tab');
            await cdp.send('Extensions.triggerAction', { id, targetId: tab?.targetId });
          },
          async stopBackground() {
            const workers = await targets('service_worker');
            const worker = workers.find(({ url }) => url.startsWith(`chrome-extension://${id}/`));
            if (!worker) return;
            await cdp.send('Target.closeTarget', { targetId: worker.targetId });
            const [sessionId] = [...contexts].find(([, targetId]) => targetId === worker.targetId) ?? [];
            if (sessionId) await cdp.send('Target.detachFromTarget', { sessionId }); // else it cannot start again
          },
          setEnabled: (isEnabled) => manage(`setEnabled('${id}', ${isEnabled})`),
          reload: async () => void (await loadUnpacked()),
          async unload() {
            heard = undefined;
            for (const { targetId } of await targets('page')) {
              if (targetId === first?.targetId) continue; // without a tab, the browser ends
              await cdp.send('Target.closeTarget', { targetId }).catch(() => undefined); // it has gone by itself
            }
            await cdp.send('Extensions.uninstall', { id });
          },
        };
      },
      close: () => place.remove(quit).finally(() => web.close()),
    };
  } catch (error) {
    await place.remove(quit).finally(() => web.close());
    throw error;
  }
}
