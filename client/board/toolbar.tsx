import { Choice } from './choice.tsx';
import type { Controls } from './controls.ts';
import { COLOURS, WIDTHS, type BoardTool } from './palette.ts';
import { cssColour } from './stroke-path.ts';
import { ToolIcon, type ToolIconName } from './tool-icons.tsx';
import { useWatched } from '#client/ui/use-watched.ts';

type ToolButtonProps = { icon: ToolIconName; label: string; press: () => void; pressed?: boolean; off?: boolean };

function ToolButton({ icon, label, press, pressed, off = false }: ToolButtonProps) {
  // aria-disabled and not disabled: the focus must not vanish from a button at its last press.
  return (
    <button
      type="button"
      class="tool"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      aria-disabled={off ? 'true' : undefined}
      onClick={() => !off && press()}
    >
      <ToolIcon name={icon} />
    </button>
  );
}

const TOOLS: readonly { tool: BoardTool; label: string }[] = [
  { tool: 'pen', label: 'Pen (P)' },
  { tool: 'rubber', label: 'Rubber: rubs out where you move (R)' },
  { tool: 'eraser', label: 'Remove whole lines that you touch (E)' },
  { tool: 'hand', label: 'Move the board (H)' },
];

/** A round of the colour, painted as SVG: a strict content security policy knows no style attributes. */
function Swatch({ colour }: { colour: number }) {
  return (
    <svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
      <circle class="swatch" cx="12" cy="12" r="10.5" fill={cssColour(colour)} />
    </svg>
  );
}

function LineSample({ width }: { width: number }) {
  return (
    <svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
      <path d="M4 15c4-8 7 4 16-6" fill="none" stroke="currentColor" stroke-width={[1.5, 3, 5, 8][width]} stroke-linecap="round" />
    </svg>
  );
}

function Colours({ board }: { board: Controls }) {
  const { colour } = useWatched(board.drawing);
  const name = COLOURS.find((known) => known.value === colour)?.name ?? 'own';
  return (
    <Choice label={`Colour: ${name}`} face={<Swatch colour={colour} />}>
      {(done) =>
        COLOURS.map((known) => {
          const choose = (): void => {
            board.setColour(known.value);
            done();
          };
          return (
            <button
              key={known.name}
              type="button"
              class="tool"
              aria-label={known.name}
              title={known.name}
              aria-pressed={known.value === colour}
              onClick={choose}
            >
              <Swatch colour={known.value} />
            </button>
          );
        })
      }
    </Choice>
  );
}

function Widths({ board }: { board: Controls }) {
  const { width } = useWatched(board.drawing);
  return (
    <Choice label={`Thickness: ${WIDTHS[width]?.name ?? ''}`} face={<LineSample width={width} />}>
      {(done) =>
        WIDTHS.map(({ name }, index) => {
          const choose = (): void => {
            board.setWidth(index);
            done();
          };
          return (
            <button key={name} type="button" class="tool" aria-label={name} title={name} aria-pressed={index === width} onClick={choose}>
              <LineSample width={index} />
            </button>
          );
        })
      }
    </Choice>
  );
}

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

/** Drawing tools; while the board is read-only there is nothing to choose. */
export function Toolbar({ board }: { board: Controls }) {
  const { tool } = useWatched(board.drawing);
  const canUndo = useWatched(board.canUndo);
  const canRedo = useWatched(board.canRedo);
  if (useWatched(board.readOnly)) return <p class="board-tools board-note">Only to look at</p>;
  return (
    <div class="board-tools" role="toolbar" aria-label="Drawing tools">
      {TOOLS.map((choice) => (
        <ToolButton
          key={choice.tool}
          icon={choice.tool}
          label={choice.label}
          pressed={tool === choice.tool}
          press={() => board.setTool(choice.tool)}
        />
      ))}
      <span class="gap" />
      <Colours board={board} />
      <Widths board={board} />
      <span class="gap" />
      <ToolButton icon="undo" label="Undo what I did (Ctrl+Z)" press={board.undo} off={!canUndo} />
      <ToolButton icon="redo" label="Redo (Ctrl+Shift+Z)" press={board.redo} off={!canRedo} />
    </div>
  );
}
