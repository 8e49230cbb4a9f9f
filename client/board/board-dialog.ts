/** A dialog of the board's tools that is fetched when it is first asked for. */
import type { ComponentType } from 'preact';
import type { Controls } from './controls.ts';

export type BoardDialogProps = { board: Controls; onClose: () => void };
export type BoardDialogPart = { readonly BoardDialog: ComponentType<BoardDialogProps> };
