/** Tells whoever serves a sign-in that it has ended: its live connections must not outlive it. */
export type Endings = {
  /** Said once what ended it is committed. */
  tell(signIns: readonly string[]): void;
  /** Returns its undoing. */
  follow(listener: (signIn: string) => void): () => void;
};

export function createEndings(): Endings {
  const listeners = new Set<(signIn: string) => void>();
  return {
    tell(signIns) {
      for (const signIn of signIns) for (const listener of listeners) listener(signIn);
    },
    follow(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
