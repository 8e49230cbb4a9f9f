/** The call's three doors to the network, and the typed questions asked through the first of them. */
import { isUuid, type MemberId } from '#crdt/base/ids.ts';
import type { CallBody, CallName, CallReply, ProducerView } from '../messages.ts';

export type Signalling = {
  /** Rejects with an error that carries the contract's `code`, or with another when the connection is away. */
  request(name: string, body: Record<string, unknown>): Promise<Record<string, unknown>>;
  on(name: string, listener: (body: Record<string, unknown>) => void): () => void;
  /** After every (re)entry of the room: the call joins anew. */
  onEntered(listener: () => void): () => void;
};
export type Ask = <Name extends CallName>(name: Name, body: CallBody<Name>) => Promise<CallReply<Name>>;

/** Replies are of the contract's shape or mediasoup-client throws on them: either way the call only rejoins. */
export const createAsk =
  (signalling: Signalling): Ask =>
  async <Name extends CallName>(name: Name, body: CallBody<Name>) =>
    (await signalling.request(name, body)) as CallReply<Name>;

/** The tracks that the SFU tells of; what is not one is left out. */
export const readViews = (told: readonly Readonly<Record<string, unknown>>[]): ProducerView[] => told.flatMap((one) => readView(one) ?? []);

function readView(told: Readonly<Record<string, unknown>>): ProducerView | undefined {
  const { member, id, kind, source, paused } = told;
  const device = told['device'] instanceof ArrayBuffer ? new Uint8Array(told['device']) : told['device'];
  if (typeof member !== 'string' || !isUuid(member) || typeof id !== 'string') return undefined;
  if (!(device instanceof Uint8Array) || device.length !== 8) return undefined;
  if ((kind !== 'audio' && kind !== 'video') || typeof paused !== 'boolean') return undefined;
  if (source !== 'microphone' && source !== 'camera' && source !== 'screen') return undefined;
  return { member: member as MemberId, device, id, kind, source, paused };
}
