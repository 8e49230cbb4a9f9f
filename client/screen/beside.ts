/** What its therapist may have beside a room: given from outside, so that the room knows nothing of patients. */
import type { ComponentChildren } from 'preact';

/** Pixels of a picture that is kept for each board pixel. */
export const PICTURE_SCALE = 2;

export type BoardNow = {
  /** All that is drawn, as PNG; undefined where nothing is. */
  picture(): Promise<Blob | undefined>;
};
export type Beside = (board: BoardNow) => ComponentChildren;
