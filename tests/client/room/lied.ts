/** A signed-in session against a server that answers some routes as it likes. */
import type { Http } from '#client/net/http.ts';
import type { Checking } from '#client/room/pins.ts';
import type { Session } from '#client/room/session.ts';
import type { RouteName, RouteReply } from '#server/contract/http.ts';

export type Lies = { readonly [Name in RouteName]?: (reply: RouteReply<Name>) => RouteReply<Name> };
export function lied(session: Session, lies: Lies, storage = session.storage): Checking {
  const http: Http = {
    ...session.http,
    async call(name, args) {
      const reply = await session.http.call(name, args);
      const lie = lies[name] as ((value: unknown) => typeof reply) | undefined;
      return reply.ok && lie !== undefined ? ({ ok: true, value: lie(reply.value) } as unknown as typeof reply) : reply;
    },
  };
  return { ...session, http, storage };
}
