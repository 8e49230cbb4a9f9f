/** What one does seldom with a board: clearing it, taking a picture of it; and on a phone the tools that have no place in the bar. */
import { useState } from 'preact/hooks';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { saveFile } from '#client/ui/save-file.ts';
import { useWatched } from '#client/ui/use-watched.ts';
import { Choice } from './choice.tsx';
import type { Whose } from './clear.ts';
import type { Controls } from './controls.ts';
import type { FileKind } from './files.ts';
import { GUIDE_WORDS, nextGuide } from './guide.ts';
import { printPicture } from './print.ts';
import { ListedTool } from './tool-button.tsx';
import { ToolIcon } from './tool-icons.tsx';

export function MoreTools({ board }: { board: Controls }) {
  const [clearing, setClearing] = useState(false);
  const { tool } = useWatched(board.drawing);
  const readOnly = useWatched(board.readOnly);
  const guide = useWatched(board.guide);
  const [notice, setNotice] = useState<string>();
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
              <ListedTool icon="picture" label="Save as a picture" press={then(save('png'))} />
              <ListedTool icon="pdf" label="Save as a PDF" press={then(save('pdf'))} />
              <ListedTool icon="svg" label="Save as lines (SVG)" press={then(save('svg'))} />
              <ListedTool icon="print" label="Print" press={then(() => make('png', printPicture))} />
              {!readOnly && <ListedTool icon="clear" label="Clear the board …" press={then(() => setClearing(true))} />}
            </>
          );
        }}
      </Choice>
      {notice !== undefined && (
        <Dialog title="Save or print" onClose={() => setNotice(undefined)}>
          <p>{notice}</p>
        </Dialog>
      )}
      {clearing && <ClearDialog board={board} onClose={() => setClearing(false)} />}
    </>
  );
}

const CHOICES: readonly (readonly [Whose, string])[] = [
  ['mine', 'Only what I drew'],
  ['others', 'Only what others drew'],
  ['all', 'Everything'],
];

function ClearDialog({ board, onClose }: { board: Controls; onClose: () => void }) {
  const clear = (whose: Whose): void => {
    board.clear(whose);
    onClose();
  };
  return (
    <Dialog title="Clear the board" onClose={onClose}>
      <p>What shall go? Everybody will see it go. You can take it back with Undo, as long as you stay on this page.</p>
      <div class="stack">
        {CHOICES.map(([whose, words]) => (
          <Button key={whose} wide kind={whose === 'all' ? 'danger' : undefined} onPress={() => clear(whose)}>
            {words}
          </Button>
        ))}
        <Button wide kind="plain" onPress={onClose}>
          Keep it all
        </Button>
      </div>
    </Dialog>
  );
}
