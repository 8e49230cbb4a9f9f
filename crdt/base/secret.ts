/** Secret bytes that no logger, template or JSON can print, and that can be wiped. */
export class Secret {
  #bytes: Uint8Array | undefined;

  /** Takes ownership of `bytes`: the caller must not keep or change them. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The bytes themselves, to be handed to a cipher at once. Throws after `wipe()`. */
  reveal(): Uint8Array {
    if (this.#bytes === undefined) throw new Error('this secret was wiped');
    return this.#bytes;
  }

  /** Overwrites the bytes with zeros; idempotent. */
  wipe(): void {
    this.#bytes?.fill(0);
    this.#bytes = undefined;
  }

  get wiped(): boolean {
    return this.#bytes === undefined;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  /** What Node's console prints of an object. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}
