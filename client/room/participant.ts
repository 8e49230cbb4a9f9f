/** A person in a room, alive: made once the server has let them in, whether as host, as guest, or to read a room that has ended. */
import { hex } from '#crdt/base/bytes.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import type { Secret } from '#crdt/base/secret.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { senderBytes } from '#crdt/crypto/hash.ts';
import { createSenders } from '#crdt/sync/senders.ts';
import { wipeKeyring, type Keyring } from '#crdt/keys/keyring.ts';
import type { End } from '#crdt/sync/ports.ts';
import type { DownBody } from '#server/contract/messages.ts';
import type { RoomView } from '#server/contract/views.ts';
import { createAwareness, forgetAwareness } from './docs.ts';
import { EARLY, type Early, type Entrance, type Standing } from './entrance.ts';
import { keepMark } from './epochs.ts';
import { createHostDoor } from './host-door.ts';
import { createHosting } from './hosting.ts';
import { createKeyChest, readShown, readTurn, type EntryFailure, type KeyChest } from './key-chest.ts';
import type { Checking } from './pins.ts';
import { createRoomDocs } from './room-docs.ts';
import { createRoster } from './roster.ts';
import { settled } from './settled.ts';
import { createSignalling } from './signalling.ts';
import { createTurner } from './turner.ts';
import type { Link, Participant } from './types.ts';
import { createWatched } from './watched.ts';
import type { World } from './world.ts';

type Options = {
  readonly world: World;
  readonly entrance: Entrance;
  readonly device: Uint8Array;
  readonly view: RoomView;
  readonly keyring: Keyring;
  /** Learnt from the invite's admission, or one's own: never from the server. */
  readonly hostSignPublic: Uint8Array;
  /** An account's keyring lives on when a room is left. */
  readonly ownsKeyring: boolean;
  /** The room is over for this device: it was left, or ended while a guest was in it. */
  forget(): Promise<void>;
  /** `epochMark`, as it was before anything was asked of the server. */
  readonly mark: End | undefined;
  /** Of an account: whose keys it knows. */
  readonly session?: Checking | undefined;
  /** Of an account in another's room: whether the host was known. */
  readonly met?: Participant['met'];
};

/** The room's keys as the view shows them; believes nothing that is not signed by the host and granted to this keyring. */
export function openChest({ view, keyring, hostSignPublic, mark }: Options): Result<KeyChest, EntryFailure> {
  const chest = createKeyChest({ room: view.room, you: view.you, host: view.host, hostSignPublic, keyring });
  const reason = readShown(chest, view, mark);
  if (reason === undefined) return ok(chest);
  chest.wipe();
  return fail(reason);
}

/** Alive from now on; `chest`, of the same options, is the participant's to wipe. */
export function createParticipant(options: Options, chest: KeyChest): Participant {
  const { world, entrance, device, view, keyring, ownsKeyring, forget, session, met } = options;
  const { wire } = entrance;
  const { room, you } = view;
  const isHost = you === view.host;
  const signSecret: Secret = keyring.signSecret;
  const self = { member: you, device, signSecret };
  const awareness = createAwareness(self);
  const senders = createSenders();
  // One's own entries are shown from the first moment, before anything of them was sealed.
  senders.hear(hex(senderBytes(you, device)));
  const roster = createRoster(chest, you, senders);
  const docs = createRoomDocs({ world, wire, chest, self, awareness, isHost, senders });
  const door = createHostDoor({ chest, you, keyring, world, isHost, session });
  const signalling = createSignalling(wire, (member) => chest.may(member as MemberId, 'media', chest.epoch));
  const link = createWatched<Link>({ is: 'connected' });
  const title = createWatched(chest.title(view.sealedTitle) ?? '');
  const status = createWatched<'open' | 'ended'>('open');
  const locked = createWatched(view.locked);
  const words = createWatched(chest.words());
  const turner = createTurner({ chest, you, keyring, world, wire, docs });
  const hosting = createHosting({ chest, you, world, wire, door, turner, locked, members: roster.members });
  let closing: Promise<void> | undefined;

  const remember = (): void => keepMark(world.storage.watermarks, room, chest.book.mark);

  /** Everything of the epoch before has been said by now: from here on all is sealed, and read, under the new one. */
  function turned(told: DownBody<'room/turned'>): void {
    const { epoch } = chest;
    if (!readTurn(chest, told)) return entrance.close('refused');
    if (chest.epoch === epoch) return;
    remember();
    docs.turned();
    roster.changed();
    words.set(chest.words());
    // The call goes on, under a new media key where somebody is out: they do not have it.
    if (chest.mediaEpoch === chest.epoch) signalling.entered();
  }

  function entered(now: RoomView): void {
    if (readShown(chest, now) !== undefined) return entrance.close('refused');
    remember();
    door.entered(now);
    for (const client of roster.reset(now.present)) forgetAwareness(awareness, client);
    title.set(chest.title(now.sealedTitle) ?? title.value);
    words.set(chest.words());
    begin(now);
  }

  function begin(now: RoomView): void {
    link.set({ is: 'connected' });
    turner.due(now.status === 'open' ? (now.turnDue ?? []) : []);
    locked.set(now.locked);
    if (now.status === 'ended') ended();
    docs.enter();
    docs.introduce();
    signalling.entered();
  }

  function ended(): void {
    if (status.value === 'ended') return;
    status.set('ended');
    door.waiting([]);
    docs.endWriting();
    // The docs first: what they still write down (how far the log was seen) would otherwise be left behind.
    if (ownsKeyring && !closing)
      void docs
        .close()
        .then(forget, forget)
        .finally(() => entrance.close('ended'));
  }

  function stand(standing: Standing): void {
    switch (standing.is) {
      case 'inside':
        return entered(standing.view);
      case 'away':
        link.set(link.value.is === 'waiting' ? { ...link.value, connected: false } : standing);
        return docs.leave();
      case 'closed':
        link.set(standing);
        docs.leave();
        // Nothing here is for this device any more.
        if (standing.why === 'removed') closing ??= close();
        return;
      case 'waiting':
        locked.set(standing.view.locked);
        return link.set({ is: 'waiting', connected: true });
      case 'connecting':
        return link.set({ is: 'connecting' });
    }
  }

  function hear({ name, body }: Early): void {
    if (name === 'room/ended') return ended();
    if (name === 'room/turned') return turned(body);
    if (name === 'room/turn-due') return turner.due(body.out);
    if (name === 'room/waiting') return door.waiting(body.guests);
    if (name === 'room/member') {
      if (!chest.addMember(body)) return;
      roster.changed();
      return words.set(chest.words());
    }
    if (name === 'room/locked') return locked.set(body.locked);
    if (!body.here) return forgetAwareness(awareness, roster.gone(body));
    roster.arrived(body);
    docs.introduce();
  }

  const undo = [
    roster.members.subscribe(() => door.changed()),
    entrance.standing.subscribe(stand),
    ...EARLY.map((name) => wire.on(name, (body) => hear({ name, body } as Early))),
    turner.close,
    // At once: nothing of the room is to be seen any more while the connection comes again.
    wire.on('room/back', () => link.set({ is: 'waiting', connected: true })),
  ];
  remember();
  door.entered(view);
  roster.reset(view.present);
  for (const message of entrance.takeEarly()) hear(message);
  // The provider's sockets open in a microtask; the first entry waits for them so that nothing has to be kept for later.
  queueMicrotask(() => {
    if (closing === undefined) begin(view);
  });

  async function close(): Promise<void> {
    if (wire.connected) await settled(docs.unkept, world.clock);
    await docs.close();
    for (const stop of undo) stop();
    awareness.destroy();
    if (status.value === 'open' && wire.connected) await wire.request('room/leave', {});
    entrance.close('left');
    if (link.value.is !== 'closed') link.set({ is: 'closed', why: 'left' });
    signalling.close();
    door.close();
    chest.wipe();
    await forget();
    if (ownsKeyring) wipeKeyring(keyring);
  }

  function vanish(): void {
    entrance.close('left');
    for (const stop of undo) stop();
    signalling.close();
    door.close();
    chest.wipe();
    if (ownsKeyring) wipeKeyring(keyring);
    // Without keys nothing can be written any more: what fails now was to fail.
    closing ??= docs
      .close()
      .catch(() => undefined)
      .then(forget);
  }

  return {
    room,
    you,
    lasting: !ownsKeyring,
    met,
    device,
    docs: docs.docs,
    awareness,
    synced: docs.synced,
    link,
    docStates: docs.states,
    members: roster.members,
    title,
    status,
    locked,
    safetyWords: words,
    leftOut: docs.leftOut,
    acknowledged: docs.acknowledged,
    unkept: docs.unkept,
    memberOf: (clientId) => roster.memberOf(clientId),
    mediaKey() {
      const key = chest.epochKeys(chest.mediaEpoch)?.derived.media;
      if (key === undefined) throw new Error('the room was left');
      return key.reveal().slice();
    },
    signalling,
    ...hosting,
    reload: (doc) => docs.reload(doc),
    close: () => (closing ??= close()),
    vanish,
  };
}
