/** Requests by number that wait for their answers. When the other side is gone, all of them fail, and all later ones. */
export class Requests {
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void; what: string }>();
  #count = 0;
  #gone: Error | undefined;

  /** `write` gets the number of the request. */
  ask(what: string, write: (id: number) => void): Promise<unknown> {
    if (this.#gone) return Promise.reject(this.#gone);
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, what });
      write(id);
    });
  }

  answered(id: number, answer: { readonly result: unknown } | { readonly error: unknown }): void {
    const request = this.#waiting.get(id);
    this.#waiting.delete(id);
    if ('error' in answer) request?.reject(new Error(`${request.what}: ${JSON.stringify(answer.error)}`));
    else request?.resolve(answer.result);
  }

  fail(why: Error): void {
    this.#gone ??= why;
    for (const { reject } of this.#waiting.values()) reject(why);
    this.#waiting.clear();
  }
}
