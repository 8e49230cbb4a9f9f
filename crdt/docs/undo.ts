/** Undo and redo of one person's own doings on the board, in this page's life. */
import * as Y from 'yjs';
import { boardTypes } from './board.ts';

export type Undo = {
  undo(): void;
  redo(): void;
  canUndo(): boolean;
  canRedo(): boolean;
  /** What is done from now on is taken back apart from what was done before. */
  newStep(): void;
  observe(listener: () => void): () => void;
  close(): void;
};

/**
 * Watches what is done on the drawing doc with this very `origin`; everybody else's doings are out of its reach, whether they came
 * before or after. Steps are parted by `newStep()`, never by the clock.
 */
export function createUndo(doc: Y.Doc, origin: object): Undo {
  const manager = new Y.UndoManager(boardTypes(doc), { trackedOrigins: new Set([origin]), captureTimeout: Number.MAX_SAFE_INTEGER });
  return {
    undo: () => void manager.undo(),
    redo: () => void manager.redo(),
    canUndo: () => manager.canUndo(),
    canRedo: () => manager.canRedo(),
    newStep: () => manager.stopCapturing(),
    observe: (listener) => {
      const events = ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const;
      for (const event of events) manager.on(event, listener);
      return () => {
        for (const event of events) manager.off(event, listener);
      };
    },
    close: () => manager.destroy(),
  };
}
