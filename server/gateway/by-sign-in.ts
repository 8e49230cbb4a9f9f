/** Connections by the sign-in that they were opened under: when it ends, they end at once. */

/** Structural part of a Socket.IO socket. */
type Connection = { disconnect(close: true): unknown; once(event: 'disconnect', listener: () => void): unknown };

/** So many ended sign-ins are remembered, for connections that were just being opened under them. */
const REMEMBERED = 1000;

/** `most`: connections that may be open under one sign-in. */
export function createBySignIn(most: number) {
  const open = new Map<string, Set<Connection>>();
  const over = new Set<string>();
  return {
    /** As many connections are open under it as may be. */
    isFull: (signIn: string | undefined): boolean => signIn !== undefined && (open.get(signIn)?.size ?? 0) >= most,
    /** False when the sign-in ended, or filled up, between its being looked up and now: then the connection has to go. */
    add(signIn: string | undefined, connection: Connection): boolean {
      if (signIn === undefined) return true;
      if (over.has(signIn) || (open.get(signIn)?.size ?? 0) >= most) return false;
      const its = open.get(signIn) ?? new Set();
      open.set(signIn, its.add(connection));
      connection.once('disconnect', () => {
        its.delete(connection);
        if (its.size === 0 && open.get(signIn) === its) open.delete(signIn);
      });
      return true;
    },
    end(signIn: string): void {
      over.add(signIn);
      for (const oldest of over) {
        if (over.size <= REMEMBERED) break;
        over.delete(oldest);
      }
      for (const connection of [...(open.get(signIn) ?? [])]) connection.disconnect(true);
    },
  };
}
