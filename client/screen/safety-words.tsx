import { Dialog } from '#client/ui/dialog.tsx';

type Props = { words: readonly string[] | undefined; onClose: () => void };

export function SafetyWords({ words, onClose }: Props) {
  return (
    <Dialog title="Safety words" onClose={onClose}>
      <div class="stack">
        {words === undefined ? (
          <p>The words appear here as soon as somebody else has been let in.</p>
        ) : (
          <>
            <p>Read these words to each other. Everybody in this room must see the same ones, in the same order.</p>
            <ol class="safety-words">
              {words.map((word, place) => (
                <li key={place}>{word}</li>
              ))}
            </ol>
            <p>
              <strong>If they are the same,</strong> what you draw, write and say here, and artwork that is kept, is sealed between you and
              nobody listens in between.
            </p>
            <p>
              <strong>If they differ,</strong> leave the room, say nothing private, and reach each other another way, such as by phone.
            </p>
          </>
        )}
      </div>
    </Dialog>
  );
}
