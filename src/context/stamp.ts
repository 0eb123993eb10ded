/** Puts private fields on an object that already exists, so that it can have a prototype of another realm. */
export class Stamp {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is how a private field gets onto a given object
    return object;
  }
}
