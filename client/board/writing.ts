/** Writing on the board: a field where one pressed, as large as what will stand there; leaving it puts the text into the doc, as one step of undo. */
import type { Clock } from '#crdt/base/clock.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import type { Random } from '#crdt/base/random.ts';
import type { Board } from '#crdt/docs/board.ts';
import { newEntryId } from '#crdt/docs/entry-id.ts';
import { cleanText, MAX_TEXT_CHARS, type TextKind } from '#crdt/docs/text.ts';
import type { Undo } from '#crdt/docs/undo.ts';
import { toScreen, type Camera, type Point } from './camera.ts';
import { FONT_FAMILY, lineHeight, notePadding, sheetColour, type Lettering } from './lettering.ts';
import { cssColour } from './materials.ts';
import type { Scene, SceneText } from './scene.ts';

export type Writing = {
  /** Opens a field there, or one's own writing that lies there; what was open before is kept. */
  begin(at: Point, kind: TextKind, look: { readonly colour: number; readonly size: number }): void;
  look(camera: Camera): void;
  /** Puts what is being written into the doc; a no-op when nothing is. */
  finish(): void;
};

export type WritingDeps = {
  /** The field is put into it, above the canvases. */
  readonly element: HTMLElement;
  readonly board: Board;
  readonly scene: Pick<Scene, 'textAt'>;
  readonly lettering: Lettering;
  readonly undo: Undo;
  readonly origin: object;
  readonly member: MemberId;
  readonly memberOf: (client: number) => MemberId | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly camera: () => Camera;
};

/** What is written, as it will be kept; `changes` is what it takes the place of. */
type Draft = Pick<SceneText, 'tool' | 'colour' | 'size' | 'x' | 'y' | 'scale' | 'angle'> & { readonly changes: SceneText | undefined };

export function createWriting(deps: WritingDeps): Writing {
  const { element, board, scene, lettering, undo, origin, member, memberOf, clock, random, camera } = deps;
  let open: { readonly draft: Draft; readonly field: HTMLTextAreaElement } | undefined;

  const place = (now: Camera): void => {
    if (open === undefined) return;
    const { draft, field } = open;
    const { width, height } = lettering.lay({ ...draft, text: field.value === '' ? ' ' : field.value });
    const { x, y } = toScreen(now, draft);
    // A little more than what stands there, so that the next letter has room.
    const room = draft.tool === 'note' ? 0 : draft.size * 1.5;
    const zoom = now.zoom * draft.scale;
    Object.assign(field.style, {
      left: `${x}px`,
      top: `${y}px`,
      width: `${(width + room) * zoom}px`,
      height: `${height * zoom}px`,
      font: `${draft.size * zoom}px/${lineHeight(draft.size) * zoom}px ${FONT_FAMILY}`,
      padding: draft.tool === 'note' ? `${notePadding(draft.size) * zoom}px` : '0',
      transform: draft.angle === 0 ? '' : `rotate(${draft.angle}rad)`,
    });
  };

  function finish(): void {
    const done = open;
    if (done === undefined) return;
    open = undefined;
    const text = cleanText(done.field.value);
    // Its own "blur" finds nothing open any more.
    done.field.remove();
    const { changes, ...draft } = done.draft;
    if (text === (changes?.text ?? '')) return;
    undo.newStep();
    if (changes !== undefined) board.erase([changes.id], { author: member, at: clock.now() }, origin);
    if (text.trim() !== '') board.add(newEntryId(random), { ...draft, text, author: member, at: clock.now() }, origin, changes?.id);
  }

  function fieldFor(draft: Draft): HTMLTextAreaElement {
    const field = document.createElement('textarea');
    field.className = `board-writing ${draft.tool}`;
    field.setAttribute('aria-label', draft.tool === 'note' ? 'Note on the board' : 'Text on the board');
    field.maxLength = MAX_TEXT_CHARS;
    field.value = draft.changes?.text ?? '';
    if (draft.tool === 'note') field.style.background = sheetColour(draft.colour);
    else field.style.color = cssColour(draft.colour);
    field.addEventListener('input', () => place(camera()));
    field.addEventListener('blur', finish);
    field.addEventListener('keydown', (event) => {
      // The board's own keys would draw; Escape leaves, and keeps.
      event.stopPropagation();
      if (event.key !== 'Escape') return;
      finish();
      element.focus();
    });
    return field;
  }

  return {
    begin(at, tool, { colour, size }) {
      finish();
      const found = scene.textAt(at);
      const changes = found !== undefined && memberOf(found.writer) === member ? found : undefined;
      const draft: Draft = changes
        ? { ...changes, changes }
        : { tool, colour, size, x: at.x, y: at.y, scale: 1, angle: 0, changes: undefined };
      const field = fieldFor(draft);
      open = { draft, field };
      element.append(field);
      place(camera());
      field.focus();
    },
    look: place,
    finish,
  };
}
