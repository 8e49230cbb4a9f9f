/** What one draws with: material, shape, colour, thickness and strength. */
import { Choice } from './choice.tsx';
import type { Controls } from './controls.ts';
import { cssColour } from './materials.ts';
import { COLOURS, MATERIAL_WORDS, PALETTES, SHAPE_WORDS, STRENGTHS, WIDTHS, type Colour } from './palette.ts';
import { SHAPES } from './shapes.ts';
import { ListedTool, ToolButton } from './tool-button.tsx';
import { ToolIcon } from './tool-icons.tsx';
import { useWatched } from '#client/ui/use-watched.ts';

type Props = { board: Controls };

export function Materials({ board }: Props) {
  const { tool, material } = useWatched(board.drawing);
  const name = MATERIAL_WORDS.find((known) => known.material === material)?.name ?? '';
  const label = `Draw: ${name} (P)`;
  const takeInHand = (): void => {
    if (tool !== 'pen') board.setTool('pen');
  };
  return (
    <Choice label={label} face={<ToolIcon name={material} />} pressed={tool === 'pen'} listed onOpen={takeInHand}>
      {(done) =>
        MATERIAL_WORDS.map((known) => {
          const choose = (): void => {
            board.setMaterial(known.material);
            done();
          };
          return (
            <ListedTool
              key={known.material}
              icon={known.material}
              label={known.name}
              press={choose}
              pressed={known.material === material}
            />
          );
        })
      }
    </Choice>
  );
}

const WAYS = [
  { tool: 'select', name: 'with a frame', label: 'With a frame (V)' },
  { tool: 'lasso', name: 'drawing around', label: 'Draw around it (A)' },
] as const;

/** How one chooses marks to move, scale and turn; on a phone it stands behind "More tools". */
export function Choosing({ board }: Props) {
  const { tool } = useWatched(board.drawing);
  const way = WAYS.find((known) => known.tool === tool);
  const { tool: icon, name } = way ?? WAYS[0];
  const takeInHand = (): void => {
    if (way === undefined) board.setTool('select');
  };
  return (
    <div class="wide-only">
      <Choice label={`Choose and move: ${name}`} face={<ToolIcon name={icon} />} pressed={way !== undefined} listed onOpen={takeInHand}>
        {(done) =>
          WAYS.map((known) => {
            const choose = (): void => {
              board.setTool(known.tool);
              done();
            };
            return <ListedTool key={known.tool} icon={known.tool} label={known.label} press={choose} pressed={known.tool === tool} />;
          })
        }
      </Choice>
    </div>
  );
}

export function Shapes({ board }: Props) {
  const { tool, shape, filled } = useWatched(board.drawing);
  return (
    <Choice
      label={`Shape: ${SHAPE_WORDS[shape]} (L)`}
      face={<ToolIcon name={shape} />}
      pressed={tool === 'shape'}
      listed
      onOpen={() => board.setTool('shape')}
    >
      {(done) => (
        <>
          {SHAPES.map((known) => {
            const choose = (): void => {
              board.setShape(known);
              done();
            };
            return <ListedTool key={known} icon={known} label={SHAPE_WORDS[known]} press={choose} pressed={known === shape} />;
          })}
          <label class="tool listed-tool">
            <input type="checkbox" checked={filled} onChange={({ currentTarget }) => board.setFilled(currentTarget.checked)} />
            <span>Filled</span>
          </label>
        </>
      )}
    </Choice>
  );
}

/** A round of the colour, painted as SVG: a strict content security policy knows no style attributes. */
function Swatch({ colour }: { colour: number }) {
  return (
    <svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
      <circle class="swatch" cx="12" cy="12" r="10.5" fill={cssColour(colour)} />
    </svg>
  );
}

export function Colours({ board }: Props) {
  const { colour } = useWatched(board.drawing);
  const name = COLOURS.find((known) => known.value === colour)?.name ?? 'own';
  const swatch = (known: Colour, done: () => void) => {
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
  };
  return (
    <Choice label={`Colour: ${name}`} face={<Swatch colour={colour} />}>
      {(done) => (
        <>
          {PALETTES.map((palette) => (
            <div key={palette.name} class="palette" role="group" aria-label={palette.name}>
              {palette.colours.map((known) => swatch(known, done))}
            </div>
          ))}
          <div class="palette" role="group" aria-label="Colours of your own">
            <input
              type="color"
              class="tool own-colour"
              aria-label="A colour of your own"
              title="A colour of your own"
              value={cssColour(colour)}
              onChange={({ currentTarget }) => board.setColour(Number.parseInt(currentTarget.value.slice(1), 16))}
            />
            <ToolButton
              icon="dropper"
              label="Take a colour from the board (I)"
              press={() => {
                board.setTool('dropper');
                done();
              }}
            />
          </div>
        </>
      )}
    </Choice>
  );
}

function LineSample({ width, opacity = 1 }: { width: number; opacity?: number }) {
  return (
    <svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
      <path
        d="M4 15c4-8 7 4 16-6"
        fill="none"
        stroke="currentColor"
        stroke-width={[1.5, 3, 5, 8][width]}
        stroke-opacity={opacity}
        stroke-linecap="round"
      />
    </svg>
  );
}

export function Widths({ board }: Props) {
  const { width, strength } = useWatched(board.drawing);
  const opacity = STRENGTHS[strength]?.opacity ?? 1;
  return (
    <Choice
      label={`Thickness: ${WIDTHS[width]?.name ?? ''}, strength: ${STRENGTHS[strength]?.name ?? ''}`}
      face={<LineSample width={width} opacity={opacity} />}
    >
      {(done) => (
        <>
          <div class="palette" role="group" aria-label="Thickness">
            {WIDTHS.map(({ name }, index) => {
              const choose = (): void => {
                board.setWidth(index);
                done();
              };
              return (
                <button
                  key={name}
                  type="button"
                  class="tool"
                  aria-label={name}
                  title={name}
                  aria-pressed={index === width}
                  onClick={choose}
                >
                  <LineSample width={index} />
                </button>
              );
            })}
          </div>
          <div class="palette" role="group" aria-label="Strength">
            {STRENGTHS.map(({ name, opacity: own }, index) => {
              const choose = (): void => {
                board.setStrength(index);
                done();
              };
              return (
                <button
                  key={name}
                  type="button"
                  class="tool"
                  aria-label={name}
                  title={name}
                  aria-pressed={index === strength}
                  onClick={choose}
                >
                  <LineSample width={3} opacity={own} />
                </button>
              );
            })}
          </div>
        </>
      )}
    </Choice>
  );
}
