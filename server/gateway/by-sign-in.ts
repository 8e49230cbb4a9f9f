/** Connections by the sign-in that they were opened under: when it ends, they end at once. */

/** Structural part of a Socket.IO socket. */
type Connection = { disconnect(close: true): unknown; once(event: 'disconnect', listener: () => void): unknown };

/** So many ended sign-ins are remembered, for connections that were just being opened under them. */
const REMEMBERED = 1000;

export function createBySignIn() {
  const open = new Map<string, Set<Connection>>();
  const over = new Set<string>();
  return {
    /** False when the sign-in ended between its being looked up and now: then the connection has to go. */
    add(signIn: string | undefined, connection: Connection): boolean {
      if (signIn === undefined) return true;
      if (over.has(signIn)) return false;
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
