/** Receives the others' tracks, each behind its own opening transform, and says how each of them does. */
import type { types } from 'mediasoup-client';
import type { Clock } from '#crdt/base/clock.ts';
import type { Frames, Health, Transform } from '../frames/attach.ts';
import type { MediaKey } from '../frames/keys.ts';
import type { CallReply, ProducerView } from '../messages.ts';
import type { Ask } from './signalling.ts';
import { isSpeaking, peersOf, type Received } from './peers.ts';
import type { CallPeer } from './state.ts';

export type Subscriber = {
  /** Tracks are offered: receives them. Told of one twice, it does nothing. */
  see(views: readonly ProducerView[]): void;
  /** What became of a producer, or of our consumer of it. */
  tell(producer: string, to: 'pause' | 'resume' | 'close'): void;
  consumerClosed(consumer: string): void;
  close(): void;
};
export type SubscriberOptions = {
  /** Resolves when the receiving transport stands. */
  readonly transport: Promise<types.Transport>;
  readonly rtpCapabilities: () => types.RtpCapabilities;
  readonly frames: Frames;
  readonly mediaKey: MediaKey;
  readonly ask: Ask;
  readonly clock: Clock;
  readonly onPeers: (peers: readonly CallPeer[]) => void;
  /** A track could not be received although it is there: the call joins anew. */
  readonly onTrouble: () => void;
};

type Entry = { received: Received; transform?: Transform; consumer?: types.Consumer };
type Prepared = {
  readonly entry: Entry;
  readonly view: ProducerView;
  readonly transport: types.Transport;
  readonly transform: Transform;
  readonly offer: CallReply<'call/consume'>;
};
const LISTEN_EVERY_MS = 250;

export function createSubscriber(options: SubscriberOptions): Subscriber {
  const { frames, mediaKey, ask, clock, onPeers, onTrouble } = options;
  const entries = new Map<string, Entry>();
  let closed = false;

  const say = (): void => {
    if (!closed) onPeers(peersOf([...entries.values()].map(({ received }) => received)));
  };
  const change = (id: string, changed: Partial<Received>): void => {
    const entry = entries.get(id);
    if (entry === undefined) return;
    entry.received = { ...entry.received, ...changed };
    say();
  };
  const remove = (id: string): void => {
    const entry = entries.get(id);
    if (!entries.delete(id)) return;
    entry?.transform?.close();
    entry?.consumer?.close();
    say();
  };
  const onHealth = (id: string, health: Health): void => {
    change(id, { health });
    const consumer = entries.get(id)?.consumer;
    if (health !== 'failing' || consumer === undefined) return;
    // What never opens costs everybody key frames: no more of it.
    consumer.pause();
    ask('call/set-consumer', { consumer: consumer.id, to: 'pause' }).catch(() => undefined);
  };

  const prepare = async (entry: Entry, view: ProducerView): Promise<Prepared> => {
    const { id: producer, kind, member, device, source } = view;
    const transport = await options.transport;
    const offer = await ask('call/consume', { producer, rtpCapabilities: options.rtpCapabilities() });
    const origin = { member, device, source };
    const transform = frames.opening({ mediaKey, kind, origin, onHealth: (health) => onHealth(producer, health) });
    return { entry, view, transport, transform, offer };
  };
  const receive = async ({ entry, view, transport, transform, offer }: Prepared): Promise<void> => {
    entry.transform = transform;
    const consumer = await transport.consume({
      id: offer.id,
      producerId: view.id,
      kind: view.kind,
      rtpParameters: offer.rtpParameters as types.RtpParameters,
      // Audio and video of one page in one stream, so that the browser keeps lips and voice together.
      streamId: `${view.member}-${view.source === 'screen' ? 'screen' : 'person'}`,
      onRtpReceiver: (receiver) => transform.attach(receiver),
    });
    entry.consumer = consumer;
    if (entries.get(view.id) !== entry) {
      transform.close();
      consumer.close();
      return;
    }
    change(view.id, { track: consumer.track });
    await ask('call/set-consumer', { consumer: consumer.id, to: 'resume' });
  };
  const missed = (entry: Entry, { id }: ProducerView): void => {
    // Gone meanwhile: nothing to mend.
    if (closed || entries.get(id) !== entry) return;
    remove(id);
    onTrouble();
  };

  let cancel = (): void => undefined;
  const listen = async (): Promise<void> => {
    for (const [id, { consumer, received }] of entries) {
      if (received.view.kind !== 'audio' || consumer === undefined || consumer.closed) continue;
      const speaking = isSpeaking(await consumer.getStats()) && !received.view.paused;
      if (speaking !== received.speaking) change(id, { speaking });
    }
  };
  const listenAgain = (): void => {
    if (!closed) cancel = clock.after(LISTEN_EVERY_MS, () => void listen().then(listenAgain, listenAgain));
  };
  listenAgain();

  return {
    see: (views) => {
      const preparing = views.flatMap((view) => {
        if (closed || entries.has(view.id)) return [];
        const entry: Entry = { received: { view, health: 'waiting', speaking: false } };
        entries.set(view.id, entry);
        return [
          prepare(entry, view).catch(() => {
            missed(entry, view);
            return undefined;
          }),
        ];
      });
      say();
      // All at once, so that mediasoup-client negotiates once for all of them: the picture is there sooner.
      void Promise.all(preparing).then((all) => {
        for (const prepared of all) {
          if (prepared !== undefined) receive(prepared).catch(() => missed(prepared.entry, prepared.view));
        }
      });
    },
    tell: (id, to) => {
      const view = entries.get(id)?.received.view;
      if (to === 'close') remove(id);
      else if (view !== undefined) change(id, { view: { ...view, paused: to === 'pause' } });
    },
    consumerClosed: (consumerId) => {
      for (const [id, { consumer }] of entries) if (consumer?.id === consumerId) remove(id);
    },
    close: () => {
      if (closed) return;
      closed = true;
      cancel();
      for (const id of entries.keys()) remove(id);
    },
  };
}
