/** What one does seldom with a board: clearing it, laying a template beneath, taking a picture of it; and on a phone the tools that have no place in the bar. */
import { useState } from 'preact/hooks';
import { Dialog } from '#client/ui/dialog.tsx';
import { saveFile } from '#client/ui/save-file.ts';
import { useWatched } from '#client/ui/use-watched.ts';
import type { BoardDialogPart } from './board-dialog.ts';
import { Choice } from './choice.tsx';
import type { Controls } from './controls.ts';
import type { FileKind } from './files.ts';
import { GUIDE_WORDS, nextGuide } from './guide.ts';
import { printPicture } from './print.ts';
import { ListedTool } from './tool-button.tsx';
import { ToolIcon } from './tool-icons.tsx';

export function MoreTools({ board }: { board: Controls }) {
  const [shown, show] = useState<BoardDialogPart>();
  const { tool } = useWatched(board.drawing);
  const readOnly = useWatched(board.readOnly);
  const guide = useWatched(board.guide);
  const [notice, setNotice] = useState<string>();
  const open = (load: () => Promise<BoardDialogPart>) => (): Promise<void> =>
    load().then(show, () => setNotice('This could not be fetched. Please check your internet connection, and try again.'));
  const make = async (kind: FileKind, then: (file: Blob) => void): Promise<void> => {
    const file = await board.file(kind).catch(() => 'failed' as const);
    if (file === undefined) setNotice('There is nothing on the board yet.');
    else if (file === 'failed') setNotice('The file could not be made. Please check your internet connection, and try again.');
    else then(file);
  };
  const save = (kind: FileKind) => (): Promise<void> =>
    make(kind, (file) => saveFile(`drawing-${new Date().toISOString().slice(0, 10)}.${kind}`, file));
  return (
    <>
      <Choice label="More tools" face={<ToolIcon name="more" />} pressed={tool === 'laser'} listed>
        {(done) => {
          const then = (act: () => unknown) => (): void => {
            done();
            void act();
          };
          return (
            <>
              {!readOnly && (
                <div class="phone-only">
                  <ListedTool
                    icon="select"
                    label="Choose and move"
                    pressed={tool === 'select'}
                    press={then(() => board.setTool('select'))}
                  />
                  <ListedTool
                    icon="lasso"
                    label="Choose by drawing around"
                    pressed={tool === 'lasso'}
                    press={then(() => board.setTool('lasso'))}
                  />
                  <ListedTool icon="text" label="Write" pressed={tool === 'text'} press={then(() => board.setTool('text'))} />
                  <ListedTool icon="note" label="Sticky note" pressed={tool === 'note'} press={then(() => board.setTool('note'))} />
                  <ListedTool
                    icon="eraser"
                    label="Remove whole lines"
                    pressed={tool === 'eraser'}
                    press={then(() => board.setTool('eraser'))}
                  />
                  <ListedTool icon="hand" label="Move the board" pressed={tool === 'hand'} press={then(() => board.setTool('hand'))} />
                </div>
              )}
              {!readOnly && (
                <ListedTool
                  icon="laser"
                  label="Point with a light (K)"
                  pressed={tool === 'laser'}
                  press={then(() => board.setTool('laser'))}
                />
              )}
              <ListedTool
                icon={guide === 'lines' ? 'lines' : 'grid'}
                label={`Paper: ${GUIDE_WORDS[guide]} (G)`}
                press={() => board.setGuide(nextGuide(guide))}
              />
              {board.beneath && !readOnly && (
                <ListedTool icon="template" label="Lay a template beneath …" press={then(open(() => import('./templates/picker.tsx')))} />
              )}
              <ListedTool icon="picture" label="Save as a picture" press={then(save('png'))} />
              <ListedTool icon="pdf" label="Save as a PDF" press={then(save('pdf'))} />
              <ListedTool icon="svg" label="Save as lines (SVG)" press={then(save('svg'))} />
              <ListedTool icon="print" label="Print" press={then(() => make('png', printPicture))} />
              {!readOnly && <ListedTool icon="clear" label="Clear the board …" press={then(open(() => import('./clear-dialog.tsx')))} />}
            </>
          );
        }}
      </Choice>
      {notice !== undefined && (
        <Dialog title="More tools" onClose={() => setNotice(undefined)}>
          <p>{notice}</p>
        </Dialog>
      )}
      {shown && <shown.BoardDialog board={board} onClose={() => show(undefined)} />}
    </>
  );
}
