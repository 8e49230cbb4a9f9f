import type { RecordEditor, SavedState } from '#client/store/record-editor.ts';
import { Banner } from '#client/ui/banner.tsx';
import { errorWords } from '#client/ui/words.ts';

/** Whether what was typed is kept, honestly; and that another window wrote, too. */
export function SavedWords({ editor }: { editor: RecordEditor }) {
  const state = editor.state.value;
  return (
    <>
      <p class="soft saved-words" role="status" data-saved={state.is}>
        {stateWords(state)}
      </p>
      {state.is === 'refused' && <Banner kind="danger">{refusedWords(state.code)}</Banner>}
      {editor.merged.value > 0 && (
        <Banner kind="note">This was changed in another window or on another device meanwhile. Both are brought together here.</Banner>
      )}
    </>
  );
}

function stateWords(state: SavedState): string {
  switch (state.is) {
    case 'kept':
      return 'Everything is kept.';
    case 'changed':
    case 'saving':
      return 'Keeping…';
    case 'waiting':
      return 'The server is away. What you typed rests sealed on this device, and is kept as soon as it is back.';
    case 'refused':
      return 'Not kept.';
  }
}

function refusedWords(code: Extract<SavedState, { is: 'refused' }>['code']): string {
  switch (code) {
    case 'damaged':
      return 'The server shows something else than what was kept before, so nothing more is written here. What you typed rests on this device.';
    case 'record_closed':
      return 'This was signed in another window meanwhile, so nothing more is added. What you typed last rests on this device: copy it into an addendum.';
    case 'record_deleted':
      return 'This was deleted meanwhile. What you typed rests on this device; restore it to go on.';
    case 'too_large':
      return 'This has become too long to be kept as one. Please go on in another note.';
    default:
      return errorWords(code);
  }
}
