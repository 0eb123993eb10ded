import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { type CdpEvent, CdpPipe } from './cdp-pipe.js';
import type { ConsoleLine, Driver, LoadedExtension } from './driver.js';
import { ThrowAwayHome } from './throw-away.js';

const FLAGS = [
  '--headless=new',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-extension-debugging', // branded builds allow Extensions.loadUnpacked only with it
  '--remote-debugging-pipe',
];

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
  const contexts = new Set<string>(); // session ids of workers and pages
  let heard: ((line: ConsoleLine) => void) | undefined;

  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []; // Chromium refuses to run as root with it
  const args = [...FLAGS, ...sandbox, `--user-data-dir=${place.profile}`, 'about:blank'];
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

  // A worker, or a page, waits for us before its first line, so that none is lost.
  async function listenTo({ params }: CdpEvent): Promise<void> {
    const sessionId = String(params.sessionId);
    contexts.add(sessionId);
    await Promise.all([
      cdp.send('Runtime.enable', {}, sessionId),
      cdp.send('Log.enable', {}, sessionId),
      cdp.send('Runtime.runIfWaitingForDebugger', {}, sessionId),
    ]).catch(() => undefined); // it is gone already
  }

  const quit = () => cdp.send('Browser.close');
  try {
    const { product } = await cdp.send<{ product: string }>('Browser.getVersion');
    const autoAttach = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true };
    await cdp.send('Target.setAutoAttach', { ...autoAttach, filter: [{ type: 'service_worker' }, { type: 'page' }] });

    return {
      engine: 'chromium',
      name: product.replace('/', ' '),
      hostManifests: path.join(place.profile, 'NativeMessagingHosts'),
      home: place.home,
      async load(extensionFolder, listener): Promise<LoadedExtension> {
        heard = listener;
        const pages: string[] = [];
        const { id } = await cdp.send<{ id: string }>('Extensions.loadUnpacked', { path: extensionFolder });
        return {
          async openPage(file) {
            const url = `chrome-extension://${id}/${file}`;
            const { targetId } = await cdp.send<{ targetId: string }>('Target.createTarget', { url });
            pages.push(targetId);
          },
          async clickAction() {
            const filter = [{ type: 'tab' }];
            const { targetInfos } = await cdp.send<{ targetInfos: { targetId: string }[] }>('Target.getTargets', {
              filter,
            });
            await cdp.send('Extensions.triggerAction', { id, targetId: targetInfos[0]?.targetId });
          },
          async unload() {
            heard = undefined;
            for (const targetId of pages) await cdp.send('Target.closeTarget', { targetId }).catch(() => undefined); // gone
            await cdp.send('Extensions.uninstall', { id });
          },
        };
      },
      close: () => place.remove(quit),
    };
  } catch (error) {
    await place.remove(quit);
    throw error;
  }
}
