import { useEffect } from 'preact/hooks';
import type { Session } from '#client/room/session.ts';
import { useFetched } from '#client/ui/use-fetched.ts';

const load = () => import('#client/records/shared.tsx');

/** What others gave to whoever is signed in, fetched apart: most people are given nothing, and wait for nothing here. */
export function GivenToYou({ session }: { session: Session }) {
  const { part, fetch } = useFetched(load);
  useEffect(() => void fetch(), []);
  return part === undefined ? null : <part.Shared session={session} />;
}
