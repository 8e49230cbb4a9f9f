import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Result } from '#crdt/base/result.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { dayAndTime } from './when.ts';
import { errorWords } from './words.ts';

type Access = { readonly at: number; readonly what: string };
type Page<One> = { readonly accesses: readonly One[]; readonly next?: string | undefined };
type Props<One extends Access> = {
  title: string;
  hint: string;
  /** The newest first. */
  load: (cursor?: string) => Promise<Result<Page<One>, ErrorCode>>;
  whoOf: (access: One) => string;
  words: Readonly<Record<One['what'], string>>;
};

/** Who has opened something, and when, page by page. */
export function AccessList<One extends Access>({ title, hint, load, whoOf, words, onClose }: Props<One> & { onClose: () => void }) {
  const seen = useSignal<readonly One[] | undefined>(undefined);
  const next = useSignal<string | undefined>(undefined);
  const wrong = useSignal<string | undefined>(undefined);
  const read = async (cursor?: string): Promise<void> => {
    const page = await load(cursor);
    wrong.value = page.ok ? undefined : errorWords(page.code);
    if (!page.ok) return;
    seen.value = [...(cursor === undefined ? [] : (seen.value ?? [])), ...page.value.accesses];
    next.value = page.value.next;
  };
  useEffect(() => void read(), []);
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="soft">{hint}</p>
      {wrong.value !== undefined && <Banner kind="danger">{wrong.value}</Banner>}
      {seen.value === undefined && wrong.value === undefined && <p class="soft">Loading…</p>}
      <ul class="stack tight accesses">
        {seen.value?.map((access, place) => (
          <li key={place} class="row apart">
            <span>
              <strong>{whoOf(access)}</strong> {words[access.what as One['what']]}
            </span>
            <span class="soft">{dayAndTime(access.at)}</span>
          </li>
        ))}
      </ul>
      {next.value !== undefined && <Button onPress={() => void read(next.value)}>Show earlier</Button>}
    </Dialog>
  );
}
