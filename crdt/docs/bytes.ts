/** Reading and writing of small binary records. The reader is total: past the end or out of range it turns bad, and never throws. */

export type Writer = {
  byte(value: number): void;
  /** A non-negative safe integer, 7 bits a byte, low bits first. */
  varint(value: number): void;
  /** A signed integer as 0, -1, 1, -2, 2 … so that small ones stay short. */
  zigzag(value: number): void;
  raw(bytes: Uint8Array): void;
  done(): Uint8Array;
};

export function createWriter(): Writer {
  const out: number[] = [];
  const varint = (value: number): void => {
    let rest = value;
    while (rest >= 128) {
      out.push((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    out.push(rest);
  };
  return {
    byte: (value) => void out.push(value & 255),
    varint,
    zigzag: (value) => varint(value < 0 ? -2 * value - 1 : 2 * value),
    raw: (bytes) => {
      for (const byte of bytes) out.push(byte);
    },
    done: () => Uint8Array.from(out),
  };
}

export type Reader = {
  /** False once anything did not fit; whatever was read since then is worthless. */
  readonly good: boolean;
  /** Good, and nothing is left over. */
  readonly finished: boolean;
  byte(): number;
  varint(max: number): number;
  zigzag(max: number): number;
  raw(length: number): Uint8Array;
};

export function createReader(bytes: Uint8Array): Reader {
  let at = 0;
  let good = true;
  const bad = (): number => {
    good = false;
    return 0;
  };
  const byte = (): number => (good && at < bytes.length ? (bytes[at++] ?? 0) : bad());
  const varint = (max: number): number => {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 49; factor *= 128) {
      const part = byte();
      value += (part & 127) * factor;
      if (part < 128) return good && value <= max ? value : bad();
    }
    return bad();
  };
  return {
    get good() {
      return good;
    },
    get finished() {
      return good && at === bytes.length;
    },
    byte,
    varint,
    zigzag: (max) => {
      const value = varint(2 * max + 1);
      return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
    },
    raw: (length) => {
      if (!good || at + length > bytes.length) {
        bad();
        return new Uint8Array(0);
      }
      at += length;
      return bytes.slice(at - length, at);
    },
  };
}
