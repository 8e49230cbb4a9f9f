import { useEffect, useState } from 'preact/hooks';
import type { Session } from '#client/room/session.ts';

/** What others gave to whoever is signed in, fetched apart: most people are given nothing, and wait for nothing here. */
export function GivenToYou({ session }: { session: Session }) {
  const [part, setPart] = useState<Awaited<ReturnType<typeof load>> | undefined>(undefined);
  useEffect(() => {
    load().then(setPart, () => undefined);
  }, []);
  return part === undefined ? null : <part.Shared session={session} />;
}

const load = () => import('#client/records/shared.tsx');
