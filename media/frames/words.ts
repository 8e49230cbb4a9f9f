/** What the page and the frame worker say to each other. */
import type { MediaKey, Origin } from './keys.ts';
import type { Kind } from './layout.ts';

/** The options of an RTCRtpScriptTransform: `id` names this transform in what the worker says of it. */
export type TransformOptions = {
  readonly id: string;
  readonly verb: 'seal' | 'open';
  readonly mediaKey: MediaKey;
  readonly origin: Origin;
  readonly kind: Kind;
};

/** Frames that passed, that did not open (or could not be sealed), that came twice. */
export type Counts = { readonly passed: number; readonly failed: number; readonly repeated: number };

export type FromWorker =
  /** The transform stands between encoder and network: from now on nothing passes unsealed. */
  | { readonly is: 'ready'; readonly id: string }
  /** The first frame passed, or frames pass again after failures. */
  | { readonly is: 'passing'; readonly id: string }
  /** Too many frames in a row did not open. */
  | { readonly is: 'failing'; readonly id: string }
  | { readonly is: 'counts'; readonly id: string; readonly counts: Counts };

export type ToWorker = { readonly ask: 'counts'; readonly id: string };

/** About one second of video or half a second of audio: a page that joins late has caught up long before. */
export const FAILURES_IN_A_ROW = 25;
