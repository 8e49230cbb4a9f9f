/** The practice's own words, which everybody may read and an admin may change. */
import type { Tx } from './connect.ts';
import { practice } from './schema.ts';

export type PracticeWords = { readonly waitingWords: string; readonly consentWords: string };

export async function practiceWords(tx: Tx): Promise<PracticeWords> {
  const [row] = await tx.select().from(practice).limit(1);
  return { waitingWords: row?.waitingWords ?? '', consentWords: row?.consentWords ?? '' };
}

/** False where the actor is no admin: row-level security lets nobody else. */
export async function setPracticeWords(tx: Tx, words: PracticeWords): Promise<boolean> {
  return (await tx.update(practice).set(words).returning({ at: practice.setUpAt })).length > 0;
}
