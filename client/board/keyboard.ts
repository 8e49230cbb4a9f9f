/** Keys of the board, heard only while the focus is in it, so that typing elsewhere draws nothing. */
import type { BoardTool } from './palette.ts';
import type { Point } from './camera.ts';

export type KeyActions = {
  tool(tool: BoardTool): void;
  width(index: number): void;
  guide(): void;
  undo(): void;
  redo(): void;
  zoom(direction: 'in' | 'out' | 'reset' | 'fit'): void;
  arrow(by: Point, shift: boolean): void;
  remove(): void;
  duplicate(): void;
  letGo(): void;
  all(): void;
  holdToPan(held: boolean): void;
};

const STEP = 60;
const PLAIN: Record<string, (actions: KeyActions, shift: boolean) => void> = {
  p: (a) => a.tool('pen'),
  l: (a) => a.tool('shape'),
  v: (a) => a.tool('select'),
  a: (a) => a.tool('lasso'),
  delete: (a) => a.remove(),
  backspace: (a) => a.remove(),
  escape: (a) => a.letGo(),
  t: (a) => a.tool('text'),
  n: (a) => a.tool('note'),
  i: (a) => a.tool('dropper'),
  r: (a) => a.tool('rubber'),
  e: (a) => a.tool('eraser'),
  h: (a) => a.tool('hand'),
  k: (a) => a.tool('laser'),
  g: (a) => a.guide(),
  '1': (a) => a.width(0),
  '2': (a) => a.width(1),
  '3': (a) => a.width(2),
  '4': (a) => a.width(3),
  '+': (a) => a.zoom('in'),
  '=': (a) => a.zoom('in'),
  '-': (a) => a.zoom('out'),
  '0': (a) => a.zoom('reset'),
  f: (a) => a.zoom('fit'),
  arrowleft: (a, shift) => a.arrow({ x: STEP, y: 0 }, shift),
  arrowright: (a, shift) => a.arrow({ x: -STEP, y: 0 }, shift),
  arrowup: (a, shift) => a.arrow({ x: 0, y: STEP }, shift),
  arrowdown: (a, shift) => a.arrow({ x: 0, y: -STEP }, shift),
};

/** Returns the undoing. */
export function listenToKeys(element: HTMLElement, actions: KeyActions): () => void {
  const commanded = (event: KeyboardEvent): (() => void) | undefined => {
    const key = event.key.toLowerCase();
    if (key === 'z') return () => (event.shiftKey ? actions.redo() : actions.undo());
    if (key === 'd') return () => actions.duplicate();
    if (key === 'a') return () => actions.all();
    return key === 'y' ? () => actions.redo() : undefined;
  };
  const onDown = (event: KeyboardEvent): void => {
    // The space bar presses a focused button.
    const isPress = event.key === ' ' && event.target instanceof HTMLButtonElement;
    // What is open above the board has its own keys: Escape closes it.
    const isElsewhere = event.target instanceof Element && event.target.closest('dialog') !== null;
    if (event.altKey || isPress || isElsewhere) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const plain = PLAIN[event.key.toLowerCase()];
    const action = isCommand
      ? commanded(event)
      : event.key === ' '
        ? () => actions.holdToPan(true)
        : plain && (() => plain(actions, event.shiftKey));
    if (action === undefined) return;
    event.preventDefault();
    action();
  };
  const onUp = (event: KeyboardEvent): void => {
    if (event.key === ' ') actions.holdToPan(false);
  };
  const letGo = (): void => actions.holdToPan(false);
  element.addEventListener('keydown', onDown);
  element.addEventListener('keyup', onUp);
  element.addEventListener('blur', letGo);
  return () => {
    element.removeEventListener('keydown', onDown);
    element.removeEventListener('keyup', onUp);
    element.removeEventListener('blur', letGo);
  };
}
