import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Controls } from './controls.ts';
import { MoreTools } from './more-tools.tsx';
import { ToolButton } from './tool-button.tsx';
import { Choosing, Colours, Materials, Shapes, Widths } from './tool-choices.tsx';
import { useWatched } from '#client/ui/use-watched.ts';

export function ZoomBar({ board }: { board: Controls }) {
  const percent = `${Math.round(useWatched(board.zoom) * 100)}%`;
  return (
    <div class="board-zoom" role="group" aria-label="Zoom">
      <ToolButton icon="minus" label="Zoom out (-)" press={board.zoomOut} />
      <button
        type="button"
        class="tool percent"
        title="First view (0)"
        aria-label={`Zoom ${percent}: back to the first view`}
        onClick={board.zoomReset}
      >
        {percent}
      </button>
      <ToolButton icon="plus" label="Zoom in (+)" press={board.zoomIn} />
      <ToolButton icon="fit" label="Show all of the drawing (F)" press={board.fit} />
    </div>
  );
}

/** What can be done with the marks that one holds. */
export function SelectionBar({ board }: { board: Controls }) {
  const count = useWatched(board.selected);
  const bar = useRef<HTMLDivElement>(null);
  // Whoever pressed a button here goes on with the board: with the bar the focus would be gone, and with it every key.
  useLayoutEffect(() => {
    const { current } = bar;
    if (count > 0 || !current?.contains(document.activeElement)) return;
    current.closest('.board')?.querySelector<HTMLElement>('.board-canvas')?.focus();
  }, [count]);
  return (
    <div class="board-selection" role="toolbar" aria-label="What you chose" ref={bar} hidden={count === 0}>
      <span role="status">{count === 1 ? '1 chosen' : `${count} chosen`}</span>
      <ToolButton icon="smaller" label="Smaller (Shift+Down)" press={() => board.selection.grow('smaller')} />
      <ToolButton icon="larger" label="Larger (Shift+Up)" press={() => board.selection.grow('larger')} />
      <ToolButton icon="turn-left" label="Turn left (Shift+Left)" press={() => board.selection.turn('left')} />
      <ToolButton icon="turn-right" label="Turn right (Shift+Right)" press={() => board.selection.turn('right')} />
      <ToolButton icon="copy" label="Copy (Ctrl+D)" press={board.selection.duplicate} />
      <ToolButton icon="clear" label="Remove (Delete)" press={board.selection.remove} />
    </div>
  );
}

/** Drawing tools; while the board is read-only there is nothing to draw with. */
export function Toolbar({ board }: { board: Controls }) {
  const { tool } = useWatched(board.drawing);
  const canUndo = useWatched(board.canUndo);
  const canRedo = useWatched(board.canRedo);
  if (useWatched(board.readOnly))
    return (
      <div class="board-tools" role="group" aria-label="Board">
        <p class="board-note">Only to look at</p>
        <MoreTools board={board} />
      </div>
    );
  return (
    <div class="board-tools" role="toolbar" aria-label="Drawing tools">
      <Choosing board={board} />
      <Materials board={board} />
      <Shapes board={board} />
      <ToolButton icon="text" label="Write (T)" pressed={tool === 'text'} press={() => board.setTool('text')} wideOnly />
      <ToolButton icon="note" label="Sticky note (N)" pressed={tool === 'note'} press={() => board.setTool('note')} wideOnly />
      <ToolButton
        icon="rubber"
        label="Rubber: rubs out where you move (R)"
        pressed={tool === 'rubber'}
        press={() => board.setTool('rubber')}
      />
      <ToolButton
        icon="eraser"
        label="Remove whole lines that you touch (E)"
        pressed={tool === 'eraser'}
        press={() => board.setTool('eraser')}
        wideOnly
      />
      <ToolButton icon="hand" label="Move the board (H)" pressed={tool === 'hand'} press={() => board.setTool('hand')} wideOnly />
      <span class="gap" />
      <Colours board={board} />
      <Widths board={board} />
      <MoreTools board={board} />
      <span class="gap" />
      <ToolButton icon="undo" label="Undo what I did (Ctrl+Z)" press={board.undo} off={!canUndo} />
      <ToolButton icon="redo" label="Redo (Ctrl+Shift+Z)" press={board.redo} off={!canRedo} />
    </div>
  );
}
