import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import type { Session } from '#client/room/session.ts';
import type { PasskeyCode } from '#client/store/account.ts';
import type { EnrolDoor } from '#client/store/enrol.ts';
import { createPasswordDoor, type NewKit } from '#client/store/recovery-doors.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Field } from '#client/ui/field.tsx';
import { Icon } from '#client/ui/icons.tsx';
import { errorWords } from '#client/ui/words.ts';
import { KitSheet } from './kit-sheet.tsx';
import { threeOf } from './kit-check.ts';
import { Prove } from './prove.tsx';

type Props = {
  session: Session;
  door: EnrolDoor;
  /** The kit was checked and counts. */
  onKept: () => void;
  onLater: () => void;
};

/** Makes a kit: first it is shown to be printed or written down, then three of its words are asked back, and only then it counts. */
export function KitMaker({ session, door, onKept, onLater }: Props) {
  const passwordDoor = useMemo(() => createPasswordDoor(session), [session]);
  const kit = useSignal<NewKit | undefined>(undefined);
  const step = useSignal<'show' | 'check' | 'prove'>('show');
  const wrong = useSignal<PasskeyCode | undefined>(undefined);
  const hasPasskey = useSignal(false);
  useEffect(() => void door.factors().then((read) => (hasPasskey.value = read.ok && read.value.passkeys.length > 0)), [door]);
  useEffect(() => {
    let gone = false;
    void passwordDoor.newKit().then((made) => {
      if (gone) made.wipe();
      else kit.value = made;
    });
    return () => {
      gone = true;
      kit.peek()?.wipe();
    };
  }, [passwordDoor]);
  const keep = async (): Promise<void> => {
    const kept = await kit.value?.keep();
    if (kept === undefined) return;
    if (kept.ok) onKept();
    else if (kept.code === 'proof_needed') step.value = 'prove';
    else wrong.value = kept.code;
  };
  const { value: made } = kit;
  if (made === undefined) return <p class="soft">Making your kit…</p>;
  return (
    <div class="stack">
      {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
      {step.value === 'show' && (
        <>
          <KitSheet words={made.words} qrText={made.qrText} email={session.account.email} at={Date.now()} />
          <div class="row">
            <Button onPress={() => print()}>Print this page</Button>
            <Button kind="primary" onPress={() => (step.value = 'check')}>
              I have it on paper
            </Button>
            <Button kind="plain" onPress={onLater}>
              Do it later
            </Button>
          </div>
          <p class="soft">
            No printer? Write the words down, with their numbers. After this page they are shown to nobody again, you included.
          </p>
        </>
      )}
      {step.value === 'check' && <Check words={made.words} onRight={keep} onBack={() => (step.value = 'show')} />}
      {step.value === 'prove' && <Prove door={door} passkey={hasPasskey.value} onProven={() => void keep()} />}
    </div>
  );
}

type CheckProps = { words: readonly string[]; onRight: () => Promise<void>; onBack: () => void };

/** Asks for three of the words, so that a kit that nobody has is never relied on. */
function Check({ words, onRight, onBack }: CheckProps) {
  const asked = useMemo(() => threeOf(words.length, systemRandom), [words]);
  const typed = useSignal<readonly string[]>(asked.map(() => ''));
  const tried = useSignal(false);
  const busy = useSignal(false);
  const isRight = (i: number): boolean => typed.value[i]?.trim().toLowerCase() === words[asked[i] ?? -1];
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    tried.value = true;
    if (busy.value || !asked.every((_, i) => isRight(i))) return;
    busy.value = true;
    await onRight();
    busy.value = false;
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      <p>Please read three of the words from your paper. This shows that it is complete and can be read.</p>
      {asked.map((at, i) => (
        <Field
          key={at}
          label={`Word ${at + 1}`}
          inputMode="text"
          value={typed.value[i] ?? ''}
          wrong={tried.value && !isRight(i) ? `This is not word ${at + 1} of the kit. Please look at your paper again.` : undefined}
          onValue={(text) => (typed.value = typed.value.map((one, of) => (of === i ? text : one)))}
        />
      ))}
      <div class="row">
        <Button kind="primary" type="submit" busy={busy.value}>
          This is my kit
        </Button>
        <Button kind="plain" onPress={onBack}>
          <Icon name="back" />
          Show it again
        </Button>
      </div>
    </form>
  );
}
