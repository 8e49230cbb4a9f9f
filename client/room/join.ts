/** A guest's way in: the invite's link, the waiting room, and then the room. */
import type { InviteId, MemberId, RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { Secret } from '#crdt/base/secret.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import type { CheckIn } from '#crdt/keys/check-in.ts';
import { openAdmission } from '#crdt/keys/invite.ts';
import { inviteKeys, inviteRoot, normalPasscode, wipeInviteKeys, type InviteKeys } from '#crdt/keys/invite-keys.ts';
import type { End } from '#crdt/sync/ports.ts';
import { parseInviteLink } from '#crdt/keys/invite-link.ts';
import { createKeyring, decodeKeyring, encodeKeyring, wipeKeyring, type Keyring } from '#crdt/keys/keyring.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RoomView } from '#server/contract/views.ts';
import type { KeyringStorage } from '#client/net/storage.ts';
import { claimBody } from './claim.ts';
import { epochMark } from './epochs.ts';
import { createEntrance, type Entrance, type Standing } from './entrance.ts';
import { createParticipant, openChest } from './participant.ts';
import { Refused } from './refused.ts';
import type { Participant, Watched } from './types.ts';
import { createWatched, deferred } from './watched.ts';
import { worldOf, type SomeWorld, type World } from './world.ts';

export type WaitingState =
  | { readonly is: 'connecting' }
  | { readonly is: 'waiting'; readonly ahead: number; readonly locked: boolean }
  | { readonly is: 'away' }
  | { readonly is: 'admitted' }
  | { readonly is: 'closed'; readonly why: 'left' | 'ended' | 'refused' | 'removed' | ErrorCode };

/** Somebody before the therapist's door. */
export type Waiting = {
  readonly room: RoomId;
  readonly member: MemberId;
  readonly state: Watched<WaitingState>;
  /** The practice's own words to whoever waits; may be empty. */
  readonly words: string;
  /** Rejects with `Refused` when it ends otherwise. */
  readonly admitted: Promise<Participant>;
  /** Goes away again; does nothing once admitted. */
  cancel(): void;
};

type Joining = SomeWorld & {
  /** The whole link, the part after # included. */
  readonly link: string;
  /** The name that the others see. After a reload the name given first stays, and so do passcode and check-in. */
  readonly name: string;
  readonly passcode?: string | undefined;
  /** The answers to what the invite asks. */
  readonly checkIn?: CheckIn | undefined;
  /** For tests and tools behind another address than the link's. */
  readonly origin?: string | undefined;
};

/** Whether this device claimed this invite before and holds its keys: a reload need not ask for anything again. */
export async function knowsInvite(link: string, storage: { readonly keyrings: KeyringStorage }): Promise<boolean> {
  const parsed = parseInviteLink(link);
  return parsed.ok && (await storage.keyrings.load(rootPlaceOf(parsed.value.invite))) !== undefined;
}

/** Claims the invite and waits. The same device may do so again, after a reload, with the keys it kept. */
export async function joinByInvite({ link, name, passcode, checkIn, origin, ...some }: Joining): Promise<Result<Waiting, ErrorCode>> {
  await sodiumReady();
  const parsed = parseInviteLink(link);
  if (!parsed.ok) return fail('invite_unknown');
  if (passcode !== undefined && normalPasscode(passcode) === undefined) return fail('passcode_wrong');
  const { invite, secret } = parsed.value;
  const world = worldOf(origin ?? parsed.value.origin, some);
  const keptRoot = await load(rootPlaceOf(invite), world);
  const keyring = await keyringFor(invite, keptRoot === undefined ? name : undefined, world);
  const root = keptRoot === undefined ? await inviteRoot({ secret, invite, passcode }) : new Secret(keptRoot);
  const keys = inviteKeys(root, invite);
  const answers = keptRoot === undefined ? checkIn : undefined;
  const body = claimBody({ invite, secret, root, keys, keyring, checkIn: answers, random: world.random });
  const reply = await world.http.call('POST /api/invites/:invite/claim', { params: { invite }, body });
  if (reply.ok) await world.storage.keyrings.save(rootPlaceOf(invite), root.reveal()).catch(() => undefined);
  secret.wipe();
  root.wipe();
  if (!reply.ok) {
    wipeInviteKeys(keys);
    return reply;
  }
  const { room, member, waitingWords } = reply.value;
  const mark = await epochMark(world.storage, room);
  return ok(wait({ world, invite, keyring, keys, room, member, words: waitingWords, mark }));
}

const placeOf = (invite: InviteId): string => `guest:${invite}`;
/** The root of the invite's keys: with it a reload needs no passcode. It is there once the claim has succeeded. */
const rootPlaceOf = (invite: InviteId): string => `root:${invite}`;

/** Takes away what this device holds of an invite. */
export async function forgetInvite(invite: InviteId, storage: { readonly keyrings: KeyringStorage }): Promise<void> {
  await Promise.allSettled([placeOf(invite), rootPlaceOf(invite)].map((place) => storage.keyrings.remove(place)));
}

const load = (place: string, { storage }: World): Promise<Uint8Array | undefined> => storage.keyrings.load(place).catch(() => undefined);

/** `name`: what a claim that is still to be made says; undefined for one that was made. */
async function keyringFor(invite: InviteId, name: string | undefined, world: World): Promise<Keyring> {
  const kept = await load(placeOf(invite), world);
  const known = kept && decodeKeyring(kept);
  kept?.fill(0);
  if (known !== undefined && (name === undefined || known.name === name)) return known;
  // A claim that failed may be tried again under another name, by the same keys: perhaps only the answer was lost.
  const keyring = known === undefined ? createKeyring(world.random, name ?? '') : { ...known, name: name ?? '' };
  const encoded = encodeKeyring(keyring);
  await world.storage.keyrings.save(placeOf(invite), encoded.reveal()).catch(() => undefined);
  encoded.wipe();
  return keyring;
}

type Claimed = {
  readonly world: World;
  readonly invite: InviteId;
  readonly keyring: Keyring;
  readonly keys: InviteKeys;
  readonly room: RoomId;
  readonly member: MemberId;
  readonly words: string;
  readonly mark: End | undefined;
};

function wait(claimed: Claimed): Waiting {
  const { world, room, member, keys, words } = claimed;
  const device = world.random.bytes(8);
  const state = createWatched<WaitingState>({ is: 'connecting' });
  const admitted = deferred<Participant>();
  const entrance = createEntrance({ http: world.http, as: 'guest', room, device, clock: world.clock });

  function over(why: 'left' | 'ended' | 'refused' | 'removed' | ErrorCode): void {
    stop();
    entrance.close('left');
    wipeInviteKeys(keys);
    wipeKeyring(claimed.keyring);
    state.set({ is: 'closed', why });
    admitted.reject(
      new Refused(why === 'refused' || why === 'left' || why === 'removed' ? 'no_right' : why === 'ended' ? 'room_ended' : why),
    );
  }

  function stand(standing: Standing): void {
    if (standing.is === 'closed') return over(standing.why);
    if (standing.is === 'waiting') return state.set({ is: 'waiting', ahead: standing.view.ahead, locked: standing.view.locked });
    if (standing.is !== 'inside') return state.set({ is: standing.is });
    stop();
    const participant = enter(claimed, entrance, device, standing.view);
    if (participant === undefined) return over('no_right');
    wipeInviteKeys(keys);
    state.set({ is: 'admitted' });
    admitted.resolve(participant);
  }

  const hush = entrance.wire.on('room/ahead', ({ ahead }) => {
    if (state.value.is === 'waiting') state.set({ ...state.value, ahead });
  });
  const unlock = entrance.wire.on('room/locked', ({ locked }) => {
    if (state.value.is === 'waiting') state.set({ ...state.value, locked });
  });
  const unhear = entrance.wire.on('room/ended', () => over('ended'));
  const unfollow = entrance.standing.subscribe(stand);
  const stop = (): void => {
    unfollow();
    hush();
    unlock();
    unhear();
  };
  return { room, member, state, words, admitted: admitted.promise, cancel: () => state.value.is !== 'admitted' && over('left') };
}

/** Undefined when what the server shows is not what the host's answer under the invite says. */
function enter(
  { world, invite, keyring, keys, mark, ...me }: Claimed,
  entrance: Entrance,
  device: Uint8Array,
  view: RoomView,
): Participant | undefined {
  const place = { invite, admissionKey: keys.admission, guest: keyring };
  const admission = view.admission && openAdmission(view.admission, place);
  if (admission?.ok !== true) return undefined;
  const { room, host, member, hostSignPublic } = admission.value;
  if (room !== view.room || room !== me.room || host !== view.host || member !== view.you) return undefined;
  const forget = async (): Promise<void> => {
    await Promise.allSettled([forgetInvite(invite, world.storage), world.storage.forgetRoom(room)]);
  };
  const options = { world, entrance, device, view, keyring, hostSignPublic, ownsKeyring: true, mark, forget };
  const chest = openChest(options);
  return chest.ok ? createParticipant(options, chest.value) : undefined;
}
