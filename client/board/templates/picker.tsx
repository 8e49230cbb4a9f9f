/** What the host can lay beneath the drawing: all templates, small, with their names. Fetched when it is first asked for. */
import { useEffect, useState } from 'preact/hooks';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import type { BoardDialogProps } from '../board-dialog.ts';
import { TEMPLATES } from './all.ts';
import type { Sheet } from './sheet.ts';
import { LETTERS, LINE, SINK, type Template } from './template.ts';
import './picker.css';

export function BoardDialog({ board, onClose }: BoardDialogProps) {
  const [sheet, setSheet] = useState<Sheet | 'failed'>();
  useEffect(() => {
    board.beneath?.().then(setSheet, () => setSheet('failed'));
  }, [board]);
  return (
    <Dialog title="Lay a template beneath" onClose={onClose}>
      <div class="stack">
        <p>Everybody sees it below what is drawn. Nobody can rub it out; you can change it or take it away again, also with Undo.</p>
        {sheet === 'failed' && (
          <p role="alert">The templates could not be fetched. Please check your internet connection, and try again.</p>
        )}
        {typeof sheet === 'object' && <Templates sheet={sheet} onChosen={onClose} />}
      </div>
    </Dialog>
  );
}

function Templates({ sheet, onChosen }: { sheet: Sheet; onChosen: () => void }) {
  const laid = sheet.laid;
  const choose = (template: Template | undefined) => (): void => {
    sheet.lay(template);
    onChosen();
  };
  return (
    <>
      <Button wide pressed={laid === undefined} onPress={choose(undefined)}>
        {laid === undefined ? 'No template' : `No template: take “${laid.name}” away`}
      </Button>
      <ul class="templates" aria-label="Templates">
        {TEMPLATES.map((template) => (
          <li key={template.number}>
            <button type="button" class="template" aria-pressed={template === laid} onClick={choose(template)}>
              <Thumbnail template={template} />
              <span>{template.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Lines as thin as on the board, whatever the size. */
function Thumbnail({ template: { width, height, paths, words = [] } }: { template: Template }) {
  return (
    <svg viewBox={`${-width / 2 - 8} ${-height / 2 - 8} ${width + 16} ${height + 16}`} aria-hidden="true">
      <path d={paths.join('')} fill="none" stroke={LINE} stroke-width="1.25" stroke-linejoin="round" vector-effect="non-scaling-stroke" />
      {words.map(({ text, x, y, size, turn = 0 }) => (
        <text
          key={`${x} ${y}`}
          x={x}
          y={y + SINK * size}
          font-size={size}
          fill={LETTERS}
          text-anchor="middle"
          transform={`rotate(${turn} ${x} ${y})`}
        >
          {text}
        </text>
      ))}
    </svg>
  );
}
