/** A guest's way in: the invite's link, the waiting room, and then the room. */
import { base64url } from '#crdt/base/bytes.ts';
import type { InviteId, MemberId, RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { inviteKeys, macGuest, openAdmission, sealGuestName, wipeInviteKeys, type InviteKeys } from '#crdt/keys/invite.ts';
import { parseInviteLink } from '#crdt/keys/invite-link.ts';
import { createKeyring, decodeKeyring, encodeKeyring, wipeKeyring, type Keyring } from '#crdt/keys/keyring.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RoomView } from '#server/contract/views.ts';
import type { KeyringStorage } from '#client/net/storage.ts';
import { createEntrance, type Entrance, type Standing } from './entrance.ts';
import { createParticipant } from './participant.ts';
import { Refused } from './refused.ts';
import type { Participant, Watched } from './types.ts';
import { createWatched, deferred } from './watched.ts';
import { worldOf, type SomeWorld, type World } from './world.ts';

export type WaitingState =
  | { readonly is: 'connecting' }
  | { readonly is: 'waiting'; readonly ahead: number }
  | { readonly is: 'away' }
  | { readonly is: 'admitted' }
  | { readonly is: 'closed'; readonly why: 'left' | 'ended' | 'refused' | ErrorCode };

/** Somebody before the therapist's door. */
export type Waiting = {
  readonly room: RoomId;
  readonly member: MemberId;
  readonly state: Watched<WaitingState>;
  /** Rejects with `Refused` when it ends otherwise. */
  readonly admitted: Promise<Participant>;
  /** Goes away again; does nothing once admitted. */
  cancel(): void;
};

type Joining = SomeWorld & {
  /** The whole link, the part after # included. */
  readonly link: string;
  /** The name that the others see. After a reload the name given first stays. */
  readonly name: string;
  /** For tests and tools behind another address than the link's. */
  readonly origin?: string | undefined;
};

/** Whether this device holds the keys of a guest who claimed this invite before: a reload need not ask for the name again. */
export async function knowsInvite(link: string, storage: { readonly keyrings: KeyringStorage }): Promise<boolean> {
  const parsed = parseInviteLink(link);
  return parsed.ok && (await storage.keyrings.load(placeOf(parsed.value.invite))) !== undefined;
}

/** Claims the invite and waits. The same device may do so again, after a reload, with the keys it kept. */
export async function joinByInvite({ link, name, origin, ...some }: Joining): Promise<Result<Waiting, ErrorCode>> {
  await sodiumReady();
  const parsed = parseInviteLink(link);
  if (!parsed.ok) return fail('invite_unknown');
  const { invite, secret } = parsed.value;
  const world = worldOf(origin ?? parsed.value.origin, some);
  const keyring = await keyringFor(invite, name, world);
  const keys = inviteKeys(secret, invite);
  secret.wipe();
  const sealedName = sealGuestName(keyring.name, invite, keys.name, world.random);
  const claim = { invite, signPublic: keyring.signPublic, boxPublic: keyring.boxPublic, sealedName };
  const reply = await world.http.call('POST /api/invites/:invite/claim', {
    params: { invite },
    body: {
      proof: base64url(keys.proof),
      signPublic: base64url(keyring.signPublic),
      boxPublic: base64url(keyring.boxPublic),
      sealedName: base64url(sealedName),
      mac: base64url(macGuest(claim, keys.mac)),
    },
  });
  if (!reply.ok) {
    wipeInviteKeys(keys);
    return reply;
  }
  return ok(wait({ world, invite, keyring, keys, ...reply.value }));
}

const placeOf = (invite: InviteId): string => `guest:${invite}`;

async function keyringFor(invite: InviteId, name: string, { storage, random }: World): Promise<Keyring> {
  const kept = await storage.keyrings.load(placeOf(invite)).catch(() => undefined);
  const known = kept && decodeKeyring(kept);
  kept?.fill(0);
  if (known !== undefined) return known;
  const keyring = createKeyring(random, name);
  const encoded = encodeKeyring(keyring);
  await storage.keyrings.save(placeOf(invite), encoded.reveal()).catch(() => undefined);
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
};

function wait(claimed: Claimed): Waiting {
  const { world, room, member, keys } = claimed;
  const device = world.random.bytes(8);
  const state = createWatched<WaitingState>({ is: 'connecting' });
  const admitted = deferred<Participant>();
  const entrance = createEntrance({ http: world.http, as: 'guest', room, device, clock: world.clock });

  function over(why: 'left' | 'ended' | 'refused' | ErrorCode): void {
    stop();
    entrance.close('left');
    wipeInviteKeys(keys);
    wipeKeyring(claimed.keyring);
    state.set({ is: 'closed', why });
    admitted.reject(new Refused(why === 'refused' || why === 'left' ? 'no_right' : why === 'ended' ? 'room_ended' : why));
  }

  function stand(standing: Standing): void {
    if (standing.is === 'closed') return over(standing.why);
    if (standing.is === 'waiting') return state.set({ is: 'waiting', ahead: standing.view.ahead });
    if (standing.is !== 'inside') return state.set({ is: standing.is });
    stop();
    const participant = enter(claimed, entrance, device, standing.view);
    if (participant === undefined) return over('no_right');
    wipeInviteKeys(keys);
    state.set({ is: 'admitted' });
    admitted.resolve(participant);
  }

  const stop = entrance.standing.subscribe(stand);
  return { room, member, state, admitted: admitted.promise, cancel: () => state.value.is !== 'admitted' && over('left') };
}

/** Undefined when what the server shows is not what the host's answer under the invite says. */
function enter(
  { world, invite, keyring, keys, ...me }: Claimed,
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
    await Promise.allSettled([world.storage.keyrings.remove(placeOf(invite)), world.storage.forgetRoom(room)]);
  };
  const made = createParticipant({ world, entrance, device, view, keyring, hostSignPublic, ownsKeyring: true, forget });
  return made.ok ? made.value : undefined;
}
