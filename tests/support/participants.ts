/** Participants with an account as browsers make them, with bytes that nobody has to open. */
import type { AccountId, MemberId, RoomId } from '#crdt/base/ids.ts';
import { base64, type Person } from './person.ts';
import { claimBody, makeInvite } from './room-of.ts';

export type Participant = { readonly person: Person; readonly account: AccountId; readonly signPublic: string; readonly boxPublic: string };

/** `person` takes up that therapist's invitation to an account. */
export async function registerParticipant(therapist: Person, person: Person, email: string): Promise<Participant> {
  const invited = await therapist.post('/api/participant-invites', { email });
  const { token } = invited.body as unknown as { token: string };
  const made = await person.register(email, 'seven quiet herons by the weir', { token });
  if (made.status !== 200) throw new Error(`no account: ${made.body.error}`);
  return { person, ...(made.body as unknown as Omit<Participant, 'person'>) };
}

export const accountClaim = (proof: string, { signPublic, boxPublic }: Pick<Participant, 'signPublic' | 'boxPublic'>) => ({
  ...claimBody(proof),
  signPublic,
  boxPublic,
  sealedRoot: base64(100, 15),
});

/** Claims a new invite of that room with the account; the member who waits there now. */
export async function claimWithAccount(therapist: Person, room: RoomId, one: Participant): Promise<MemberId> {
  const { invite, proof } = await makeInvite(therapist, room);
  const claimed = await one.person.post(`/api/invites/${invite}/claim-as-account`, accountClaim(proof, one));
  if (claimed.status !== 200) throw new Error(`no claim: ${claimed.body.error}`);
  return (claimed.body as unknown as { member: MemberId }).member;
}
