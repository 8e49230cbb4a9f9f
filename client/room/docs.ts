/** The two Yjs docs of a room: each behind y-websocket's provider, whose socket is the sealed log. One awareness for both. */
import { Awareness, removeAwarenessStates } from 'y-protocols/awareness';
import * as decoding from 'lib0/decoding';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { Clock } from '#crdt/base/clock.ts';
import type { DocName } from '#crdt/base/docs.ts';
import type { Random } from '#crdt/base/random.ts';
import { clientIdOf } from '#crdt/crypto/hash.ts';
import type { SyncFailure } from '#crdt/sync/failure.ts';
import type { LogDoor, RoomKeys, Self } from '#crdt/sync/ports.ts';
import type { Presence } from '#crdt/sync/presence.ts';
import { createSealedDoc } from '#crdt/sync/sealed-doc.ts';
import type { Senders } from '#crdt/sync/senders.ts';
import type { SealedDoc } from '#crdt/sync/sealed-doc-types.ts';
import { createSealedSocket, type SealedSocket } from '#crdt/sync/sealed-socket.ts';
import type { Storage } from '#client/net/storage.ts';
import type { DocState } from './types.ts';

export type RoomDoc = {
  readonly doc: Y.Doc;
  readonly log: SealedDoc;
  readonly socket: SealedSocket;
  close(): Promise<void>;
};

type Options = {
  readonly name: DocName;
  readonly keys: RoomKeys;
  readonly self: Self;
  readonly door: LogDoor;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  readonly awareness: Awareness;
  /** Undefined for the doc whose socket carries no presence. */
  readonly presence: Presence | undefined;
  snapshotDelayMs(): number | undefined;
  onState(state: DocState): void;
  onCount(): void;
  onSynced(): void;
  /** Where the log is known to be kept to has moved. */
  onEnd(): void;
  /** See sealed-doc-types.ts. */
  onRefused(sender: string): void;
  onDropped(count: number): void;
  onVoid(): void;
  readonly senders: Senders;
};

/** The awareness of this device, under the one Yjs client id it may use. */
export function createAwareness(self: Self): Awareness {
  const anchor = new Y.Doc();
  anchor.clientID = clientIdOf(self.member, self.device);
  return new Awareness(anchor);
}

/** Somebody's device has gone: what it showed goes too. */
export const forgetAwareness = (awareness: Awareness, client: number): void => {
  if (awareness.states.has(client)) removeAwarenessStates(awareness, [client], 'left');
};

export function createRoomDoc(options: Options): RoomDoc {
  const { name, self, clock, presence, awareness } = options;
  const doc = new Y.Doc({ gc: true });
  doc.clientID = clientIdOf(self.member, self.device);
  const socket = createSealedSocket({
    clock,
    onUpdate: (update) => log.push(update),
    onPresence: (update) => presence?.push(update),
  });
  const log = createSealedDoc({
    ...options,
    doc: name,
    outbox: options.storage.outbox,
    watermarks: options.storage.watermarks,
    deliver: (update) => socket.deliver(update),
    batch,
    encodeState: () => Y.encodeStateAsUpdate(doc),
    onState(state) {
      options.onState(state);
      if (state.is === 'failed') queueMicrotask(() => socket.close());
    },
    onSynced() {
      socket.synced();
      options.onSynced();
    },
  });
  /** One transaction, so that a long tail is observed once. What an observer throws would else surface in the connection. */
  function batch(work: () => void): void {
    try {
      asReader(doc, () => Y.transact(doc, work, provider, false));
    } catch {
      log.fail('malformed');
    }
  }
  const provider = new WebsocketProvider('sealed:', name, doc, {
    // The shape it uses is the sealed socket's; DOM's WebSocket has more, which it never touches.
    WebSocketPolyfill: socket.WebSocket as unknown as typeof WebSocket,
    disableBc: true,
    awareness,
    connect: false,
  });
  provider.messageHandlers[0] = (_encoder, decoder, from, emitSynced) => readSync(from, decoder, emitSynced, (reason) => log.fail(reason));
  // The provider sends nothing between two of its own connections: those updates go straight to the outbox.
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== provider && !provider.wsconnected) log.push(update);
  });
  forgetExit(provider);
  provider.connect();
  return {
    doc,
    log,
    socket,
    async close() {
      await log.close();
      socket.close();
      provider.destroy();
    },
  };
}

const STEP_2 = 1;

/** As the provider's own handler, but that an update on which Yjs throws stops the doc instead of being printed and forgotten. */
function readSync(
  provider: WebsocketProvider,
  decoder: decoding.Decoder,
  emitSynced: boolean,
  onFailure: (reason: SyncFailure) => void,
): void {
  const step = decoding.readVarUint(decoder);
  const update = decoding.readVarUint8Array(decoder);
  try {
    asReader(provider.doc, () => Y.applyUpdate(provider.doc, update, provider));
  } catch {
    return onFailure('malformed');
  }
  if (emitSynced && step === STEP_2 && !provider.synced) provider.synced = true;
}

/**
 * Yjs takes a new client id when it reads structs of its own, and would then write under one that nobody accepts. A doc that is read
 * anew does read its own: meanwhile it has the id of nobody.
 */
function asReader(doc: Y.Doc, work: () => void): void {
  const own = doc.clientID;
  doc.clientID = 0;
  try {
    work();
  } finally {
    doc.clientID = own;
  }
}

/** In Node each provider hangs a listener on the process, which says at exit what closing says anyway; two hundred rooms are too many of them. */
function forgetExit(provider: WebsocketProvider): void {
  const { process } = globalThis as { process?: { off?(event: string, listener: unknown): void } };
  if ('_exitHandler' in provider) process?.off?.('exit', provider._exitHandler);
}
