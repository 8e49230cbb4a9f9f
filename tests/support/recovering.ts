/** A practice with an admin, and people with recovery kits: what their browsers send to recover, and what the bearer of a reset's link does. */
import { client } from '@serenity-kit/opaque';
import { base64url, fromBase64url } from '#crdt/base/bytes.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import { Secret } from '#crdt/base/secret.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { kitProofPublic, proveFinish, proveOpening } from '#crdt/keys/recovery-kit.ts';
import type { RouteReply } from '#server/contract/http.ts';
import { base64, signedKeys, type Answer, type Person } from './person.ts';
import { createPractice } from './practice.ts';

export const ADA = { email: 'ada@example.org', password: 'correct horse battery' };
const PASSWORD = 'patient and kind words';
export const NEW = 'seven quiet herons by the weir';
const keyStretching = 'memory-constrained' as const;

export const outcome = ({ body }: Answer): string => body.error ?? 'went well';
type Started = RouteReply<'POST /api/recovery/start'>;

export async function createRecovering() {
  await sodiumReady();
  const practice = await createPractice();
  const ada = practice.person();
  await ada.register(ADA.email, ADA.password, { alsoTherapist: true });

  /** A therapist's account. */
  async function somebody(name: string) {
    const who = { email: `${name}@example.org`, password: PASSWORD };
    const person = practice.person();
    const { body } = await ada.post('/api/account-invites', { email: who.email, roles: ['therapist'] });
    const made = await person.register(who.email, who.password, { token: (body as unknown as { token: string }).token });
    return { ...who, person, account: (made.body as unknown as { account: AccountId }).account };
  }
  /** The same, with a kit kept at the server. */
  async function withKit(name: string) {
    const who = await somebody(name);
    const kit = new Secret(practice.random.bytes(32));
    const proofPublic = base64url(kitProofPublic({ kit, account: who.account }));
    const kept = await who.person.post('/api/recovery-kit', { proofPublic, wrappedKeyring: base64(120, 9) });
    if (kept.status !== 200) throw new Error(`no kit: ${outcome(kept)}`);
    return { ...who, kit };
  }
  const begin = async (email: string): Promise<Started> =>
    (await practice.person().post('/api/recovery/start', { email })).body as unknown as Started;

  /** What a browser with that kit sends to open. */
  function opening({ account, attempt, challenge }: Started, kit: Secret) {
    const { clientRegistrationState, registrationRequest: request } = client.startRegistration({ password: NEW });
    const signature = base64url(proveOpening({ kit, account }, fromBase64url(challenge) ?? new Uint8Array(), request));
    return { clientRegistrationState, body: { attempt, request, signature } };
  }
  return {
    practice,
    ada,
    somebody,
    withKit,
    begin,
    opening,
    /** Opens with the right kit; what the browser then sends to finish. */
    async opened({ email, kit, account }: Awaited<ReturnType<typeof withKit>>) {
      const { clientRegistrationState, body } = opening(await begin(email), kit);
      const reply = (await practice.person().post('/api/recovery/open', body)).body as unknown as RouteReply<'POST /api/recovery/open'>;
      const { registrationRecord: record } = client.finishRegistration({
        password: NEW,
        clientRegistrationState,
        registrationResponse: reply.response,
        keyStretching,
      });
      const wrapped = new Uint8Array(120).fill(5);
      const signature = base64url(proveFinish({ kit, account }, fromBase64url(reply.challenge) ?? new Uint8Array(), record, wrapped));
      return { attempt: reply.attempt, record, signature, wrappedKeyring: base64url(wrapped) };
    },
    finish: async (body: object, person: Person = practice.person()): Promise<string> =>
      outcome(await person.post('/api/recovery/finish', body)),
    async startReset(account: AccountId, withFactors = false): Promise<string> {
      const { body } = await ada.post('/api/account-resets', { account, withFactors });
      return (body as unknown as { token: string }).token;
    },
    /** Uses a link as its bearer; what comes of it. */
    async useReset(token: string, email: string, change: object = {}): Promise<string> {
      const person = practice.person();
      const { clientRegistrationState, registrationRequest } = client.startRegistration({ password: NEW });
      const started = await person.post('/api/account-resets/start', { token, email, request: registrationRequest });
      if (started.body.error !== undefined) return started.body.error;
      const { response, account, previous } = started.body as unknown as RouteReply<'POST /api/account-resets/start'>;
      const made = client.finishRegistration({ password: NEW, clientRegistrationState, registrationResponse: response, keyStretching });
      const entry = signedKeys(account, 'reset', Buffer.from(previous, 'base64url'));
      const keys = { ...entry, previous, wrappedKeyring: base64(100, 23) };
      const body = { token, email, account, record: made.registrationRecord, ...keys, ...change };
      const done = await person.post('/api/account-resets/finish', body);
      return person.cookies.size === 0 ? outcome(done) : 'signed in';
    },
  };
}
export type Recovering = Awaited<ReturnType<typeof createRecovering>>;
