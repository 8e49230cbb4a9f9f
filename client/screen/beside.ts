/** What its therapist may have beside a room: given from outside, so that the room knows nothing of patients. */
import type { ComponentChildren } from 'preact';

export type BoardNow = {
  /** All that is drawn, as PNG; undefined where nothing is. */
  picture(): Promise<Blob | undefined>;
};
export type Beside = (board: BoardNow) => ComponentChildren;
