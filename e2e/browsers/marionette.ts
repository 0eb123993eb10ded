import { connect, type Socket } from 'node:net';
import { Requests } from './requests.js';

/**
 * Firefox's Marionette: packets are `<bytes>:<JSON>` over TCP, a command is `[0, id, name, params]`, its answer
 * `[1, id, error, result]`; the first packet is a greeting. Source: Firefox, remote/marionette/{transport,message}.
 */
export class Marionette {
  readonly #requests = new Requests();
  readonly #socket: Socket;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('error', (error) => this.fail(error));
    this.#socket.on('close', () => this.fail(new Error('Firefox closed the Marionette connection.')));
    this.#socket.on('data', (chunk) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      for (let packet = this.#cutPacket(); packet !== undefined; packet = this.#cutPacket()) {
        if (!Array.isArray(packet)) continue; // the greeting
        const [, id, error, result] = packet;
        this.#requests.answered(id, error ? { error } : { result });
      }
    });
  }

  async send<Result = unknown>(name: string, params: object = {}): Promise<Result> {
    return (await this.#requests.ask(name, (id) => {
      const packet = JSON.stringify([0, id, name, params]);
      this.#socket.write(`${Buffer.byteLength(packet)}:${packet}`);
    })) as Result;
  }

  fail(why: Error): void {
    this.#requests.fail(why);
    this.#socket.destroy();
  }

  #cutPacket(): unknown {
    const colon = this.#bytes.indexOf(':');
    const end = colon + 1 + Number(this.#bytes.toString('latin1', 0, colon));
    if (colon < 0 || this.#bytes.length < end) return undefined;
    const packet = this.#bytes.toString('utf8', colon + 1, end);
    this.#bytes = this.#bytes.subarray(end);
    return JSON.parse(packet);
  }
}
