/**
 * A `WebSocket`, as y-websocket's provider wants one, whose wire is the sealed log. What the provider sends goes to the
 * outbox (document updates) and to presence (awareness); what arrives opened is delivered as y-protocols messages.
 *
 * It opens at once and stays open while Socket.IO is away, so that one reconnect loop rules and what is drawn without a
 * network is sealed and laid down at once. The provider's sync step 1 is answered, by an empty step 2, when the log is
 * read: everything in it was delivered before. It is kept from the provider's 30-second silence check by a beat.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Clock } from '../base/clock.ts';

const MESSAGE_SYNC = 0;
const MESSAGE_AWARENESS = 1;
const MESSAGE_QUERY_AWARENESS = 3;
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;
const EMPTY_UPDATE = Uint8Array.of(0, 0);
const NO_AWARENESS = Uint8Array.of(0);
const BEAT_MS = 10_000;
/** Close code that tells y-websocket not to come again (its range 4400 to 4499). */
const STOPPED = 4400;

type Listener = ((event: never) => void) | null;
type Handlers = { onopen: Listener; onmessage: Listener; onclose: Listener; onerror: Listener };

export type SealedSocket = {
  /** For the provider's `WebSocketPolyfill`: every instance is this one wire, and only the newest is heard. */
  readonly WebSocket: new (url: string, protocols?: string | string[]) => Handlers & { binaryType: string; readyState: number };
  /** Hands an opened Yjs update to the provider. */
  deliver(update: Uint8Array): void;
  /** The log is read: the provider is synced, now and after each of its reconnects. */
  synced(): void;
  deliverPresence(awarenessUpdate: Uint8Array): void;
  /** Asks the provider for its own awareness: somebody came who does not know it. */
  askPresence(): void;
  /** Ends the provider's connection for good. */
  close(): void;
};

type Deps = {
  readonly clock: Clock;
  onUpdate(update: Uint8Array): void;
  onPresence(awarenessUpdate: Uint8Array): void;
};

export function createSealedSocket({ clock, onUpdate, onPresence }: Deps): SealedSocket {
  type Wire = Handlers & { readyState: number };
  let wire: Wire | undefined;
  let isSynced = false;
  let asked = false;
  let closed = false;
  /** What arrived while the provider was between two of its connections. */
  let missed: Uint8Array[] = [];
  let stopBeat = clock.after(BEAT_MS, beat);

  const call = (listener: Listener, event: unknown): void => (listener as ((event: unknown) => void) | null)?.(event);

  function message(type: number, write: (encoder: encoding.Encoder) => void): void {
    if (wire?.readyState !== 1) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, type);
    write(encoder);
    call(wire.onmessage, { data: encoding.toUint8Array(encoder) });
  }

  function sync(step: number, update: Uint8Array): void {
    message(MESSAGE_SYNC, (encoder) => {
      encoding.writeVarUint(encoder, step);
      encoding.writeVarUint8Array(encoder, update);
    });
  }

  const presence = (update: Uint8Array): void => message(MESSAGE_AWARENESS, (encoder) => encoding.writeVarUint8Array(encoder, update));

  function beat(): void {
    stopBeat = clock.after(BEAT_MS, beat);
    presence(NO_AWARENESS);
  }

  function answer(): void {
    if (!asked || !isSynced || missed.length > 0) return;
    asked = false;
    sync(STEP_2, EMPTY_UPDATE);
  }

  /** What the provider sends is our own program's: no defence here. */
  function hear(data: Uint8Array): void {
    const decoder = decoding.createDecoder(data);
    const type = decoding.readVarUint(decoder);
    if (type === MESSAGE_AWARENESS) return onPresence(decoding.readVarUint8Array(decoder));
    if (type !== MESSAGE_SYNC) return;
    const step = decoding.readVarUint(decoder);
    if (step === STEP_1) {
      asked = true;
      return answer();
    }
    onUpdate(decoding.readVarUint8Array(decoder));
  }

  const attach = (next: Wire): void => void (wire = next);

  class SealedWebSocket implements Handlers {
    // The provider reads OPEN from the instance.
    readonly CONNECTING = 0;
    readonly OPEN = 1;
    readonly CLOSING = 2;
    readonly CLOSED = 3;
    readyState: number = this.CONNECTING;
    binaryType = 'arraybuffer';
    onopen: Listener = null;
    onmessage: Listener = null;
    onclose: Listener = null;
    onerror: Listener = null;

    constructor() {
      attach(this);
      queueMicrotask(() => this.#open());
    }

    #open(): void {
      if (this.readyState !== this.CONNECTING) return;
      if (closed) return this.close(STOPPED);
      this.readyState = this.OPEN;
      call(this.onopen, { type: 'open' });
      const updates = missed;
      missed = [];
      for (const update of updates) sync(UPDATE, update);
      answer();
    }

    send(data: Uint8Array | ArrayBuffer): void {
      if (this.readyState === this.OPEN && wire === this && !closed) hear(data instanceof Uint8Array ? data : new Uint8Array(data));
    }

    close(code = 1000): void {
      if (this.readyState === this.CLOSED) return;
      this.readyState = this.CLOSED;
      if (wire === this) wire = undefined;
      call(this.onclose, { type: 'close', code, reason: '' });
    }
  }

  return {
    WebSocket: SealedWebSocket,
    deliver(update) {
      if (wire?.readyState === 1) sync(UPDATE, update);
      else if (!closed) missed.push(update);
    },
    synced() {
      isSynced = true;
      answer();
    },
    deliverPresence: presence,
    askPresence: () => message(MESSAGE_QUERY_AWARENESS, () => undefined),
    close() {
      if (closed) return;
      closed = true;
      stopBeat();
      const last = wire as (Wire & { close?(code: number): void }) | undefined;
      last?.close?.(STOPPED);
    },
  };
}

declare function queueMicrotask(task: () => void): void;
