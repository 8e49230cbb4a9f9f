import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { MemberId } from '#crdt/base/ids.ts';
import { mountBoard, type MountedBoard } from './mount.ts';
import { SelectionBar, Toolbar, ZoomBar } from './toolbar.tsx';
import { useWatched } from '#client/ui/use-watched.ts';
import './board.css';

type Props = {
  doc: Y.Doc;
  awareness: Awareness;
  you: MemberId;
  /** May answer differently over time; undefined for somebody who is no member. */
  nameOf: (member: MemberId) => string | undefined;
  /** Whose device writes under that Yjs client id. */
  memberOf: (client: number) => MemberId | undefined;
  /** Who may lay a template beneath the drawing; may answer differently over time, too. */
  isHost: (member: MemberId | undefined) => boolean;
  readOnly?: boolean;
  /** Hears of the mounted board, and of its end. */
  onMounted?: (board: MountedBoard | undefined) => void;
};

function Summary({ board, id }: { board: MountedBoard; id: string }) {
  return (
    <p id={id} class="board-summary">
      {useWatched(board.summary)}
    </p>
  );
}

/** The board with its tools. It fills the box it is given. */
export function Board({ doc, awareness, you, nameOf, memberOf, isHost, readOnly = false, onMounted }: Props) {
  const root = useRef<HTMLElement>(null);
  const element = useRef<HTMLDivElement>(null);
  const who = useRef({ nameOf, memberOf, isHost });
  who.current = { nameOf, memberOf, isHost };
  const [board, setBoard] = useState<MountedBoard>();
  const summaryId = useId();
  useEffect(() => {
    if (!element.current || !root.current) return undefined;
    const mounted = mountBoard({
      element: element.current,
      keysFrom: root.current,
      doc,
      awareness,
      you,
      nameOf: (member) => who.current.nameOf(member),
      memberOf: (client) => who.current.memberOf(client),
      isHost: (member) => who.current.isHost(member),
      readOnly,
    });
    setBoard(mounted);
    onMounted?.(mounted);
    return () => {
      setBoard(undefined);
      onMounted?.(undefined);
      void mounted.close();
    };
    // `readOnly` is followed below: a change must not mount anew.
  }, [doc, awareness, you]);
  useEffect(() => {
    if (board && board.readOnly.value !== readOnly) board.setReadOnly(readOnly);
  }, [board, readOnly]);
  return (
    <section class="board" ref={root} aria-label="Board">
      <div
        class="board-canvas"
        ref={element}
        tabIndex={0}
        role="application"
        aria-label="Drawing board"
        aria-roledescription="drawing board"
        aria-describedby={summaryId}
      />
      {board && <Summary board={board} id={summaryId} />}
      {board && <Toolbar board={board} />}
      {board && <SelectionBar board={board} />}
      {board && <ZoomBar board={board} />}
    </section>
  );
}
