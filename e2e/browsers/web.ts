import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** Sites of the small web that a scenario's pages are on, over http. */
export const WEB_HOSTS: readonly string[] = ['one.test', 'two.test'];

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/**
 * The web as a throw-away browser sees it: a proxy that knows two sites and nothing else. So addresses have no port that
 * differs from run to run, there are several origins, and no browser leaves this machine.
 */
export class SmallWeb {
  /** Whose files the sites show; both the same. */
  folder: string | undefined;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#server.on('connect', (_request, socket) => socket.destroy()); // no https
  }

  static async start(): Promise<SmallWeb> {
    const web = new SmallWeb();
    await new Promise<void>((resolve) => web.#server.listen(0, '127.0.0.1', resolve));
    return web;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const file = this.#fileOf(request.url ?? '');
    if (file === undefined) {
      response.writeHead(request.url?.endsWith('/favicon.ico') ? 204 : 404).end(); // 404s are told on the console
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  }

  #fileOf(address: string): string | undefined {
    if (this.folder === undefined || !URL.canParse(address)) return undefined;
    const { hostname, pathname } = new URL(address);
    const file = path.join(this.folder, pathname); // a URL's path has no `..` any more
    return WEB_HOSTS.includes(hostname) && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
  }
}
