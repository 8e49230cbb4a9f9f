/** The call's doors: contract messages of the call alone, nothing else of the connection. */
import { DOWN, UP, type DownName, type UpBody, type UpName } from '#server/contract/messages.ts';
import type { Wire } from '#client/net/socket.ts';
import { Refused } from './refused.ts';
import type { Signalling } from './types.ts';

const isCall = (name: string): boolean => name.startsWith('call/');

export type LiveSignalling = Signalling & { entered(): void; close(): void };

/**
 * `mayMedia`: whether that member may send media, by the host's signed word. A track of anybody else is not there for the call, whatever the server
 * lets through: everybody in the room holds the key under which it would open.
 */
export function createSignalling(wire: Wire, mayMedia: (member: string) => boolean): LiveSignalling {
  const isHeard = (producer: unknown): boolean =>
    typeof producer === 'object' && producer !== null && 'member' in producer && mayMedia(String(producer.member));
  const listeners = new Set<() => void>();
  return {
    async request(name, body) {
      if (!isCall(name) || !Object.hasOwn(UP, name)) throw new Refused('unknown_message');
      const reply = await wire.request(name as UpName, body as UpBody<UpName>);
      if (!reply.ok) throw new Refused(reply.code);
      const value = reply.value as Record<string, unknown>;
      const { producers } = value;
      return Array.isArray(producers) ? { ...value, producers: producers.filter(isHeard) } : value;
    },
    on(name, listener) {
      if (!isCall(name) || !Object.hasOwn(DOWN, name)) throw new Refused('unknown_message');
      return wire.on(name as DownName, (body) => {
        if (name !== 'call/produced' || isHeard(body)) listener(body as Record<string, unknown>);
      });
    },
    onEntered(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    entered() {
      for (const listener of listeners) listener();
    },
    close: () => listeners.clear(),
  };
}
