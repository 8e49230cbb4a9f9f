/** A board on any element, from a Yjs doc and an awareness. Knows no server. */
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { Clock } from '#crdt/base/clock.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import type { Random } from '#crdt/base/random.ts';
import { openBoard } from '#crdt/docs/board.ts';
import { createUndo } from '#crdt/docs/undo.ts';
import type { Watched } from '#client/room/types.ts';
import { clearBoard, type Whose } from './clear.ts';
import { createControls, type Controls } from './controls.ts';
import { createCursors } from './cursors.ts';
import { createEraser } from './eraser.ts';
import { paintGuide } from './guide.ts';
import { createHand } from './hand.ts';
import { createIdle } from './idle.ts';
import { createLaser, createLasers, type LaserPiece } from './laser.ts';
import { createLettering, fontOf } from './lettering.ts';
import { listenToKeys } from './keyboard.ts';
import { createPainter } from './painter.ts';
import { createPen } from './pen.ts';
import { createPointers } from './pointer.ts';
import { createAnnouncer } from './presence.ts';
import { createRemoteInk } from './remote-ink.ts';
import { followAwareness } from './remote.ts';
import { createScene } from './scene.ts';
import { createSelection } from './selection.ts';
import { createShaper } from './shaper.ts';
import { summarise } from './summary.ts';
import { createSurface } from './surface.ts';
import { createTiles } from './tiles.ts';
import { createUnderlay } from './underlay.ts';
import { createWatched } from './watch.ts';
import { createWetLayer, type WetStroke } from './wet-layer.ts';
import { createWriting } from './writing.ts';

export type MountDeps = {
  /** Filled, and freed of what was put in it on close, while another board may stand there already. It needs a size of its own. */
  readonly element: HTMLElement;
  /** Where keys are heard; the element itself if not said. */
  readonly keysFrom?: HTMLElement;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly you: MemberId;
  /** The name from the signed statement; undefined for somebody who is no member: then no cursor is shown. */
  readonly nameOf: (member: MemberId) => string | undefined;
  /** Whose device writes under that Yjs client id; undefined for nobody's. */
  readonly memberOf: (client: number) => MemberId | undefined;
  /** Who may lay a template beneath the drawing. */
  readonly isHost: (member: MemberId | undefined) => boolean;
  readonly readOnly?: boolean;
  readonly clock?: Clock;
  readonly random?: Random;
};

export type MountedBoard = Controls & {
  /** The board in a sentence. */
  readonly summary: Watched<string>;
  /** While read-only, pointers move the board and nothing can be changed. A stroke under the pen is finished first. */
  setReadOnly(readOnly: boolean): void;
  /** Puts a stroke under the pen into the doc now. */
  settle(): void;
  close(): Promise<void>;
};

const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
const systemRandom: Random = { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) };

export function mountBoard(deps: MountDeps): MountedBoard {
  const { element, doc, awareness, you, nameOf, memberOf, isHost, clock = systemClock, random = systemRandom } = deps;
  const origin = {};
  const board = openBoard(doc, random);
  const undo = createUndo(doc, origin);
  const lettering = createLettering();
  const scene = createScene(board, lettering);
  const tiles = createTiles(scene);
  const painter = createPainter(tiles);
  const remote = createRemoteInk((id) => scene.has(id));
  const lasers = createLasers();
  let wetIsStale = true;
  let closed: Promise<void> | undefined;

  const surface = createSurface({
    element,
    // Settled and wet ink change in the same frame: a stroke that settles is never missing and never there twice.
    onFrame: (ctx, view) => {
      const beneath = (): void => {
        paintGuide(ctx, view, controls.guide.value);
        underlay.sheet?.paint(ctx, view);
      };
      const isWhole = painter.frame(ctx, view, beneath, () => performance.now());
      let isLit = false;
      if (wetIsStale)
        wet.repaint([...remote.strokes(), ...[pen.stroke, shaper.stroke].filter((stroke) => stroke !== undefined)], (on, pixel) => {
          isLit = lasers.paint(on, pixel, clock.now());
          selection.paint(on, pixel);
        });
      // A light fades frame by frame.
      wetIsStale = isLit;
      if (!isWhole || isLit) surface.request();
    },
    onLook: (camera) => {
      wetIsStale = true;
      idle.disturb();
      cursors.look(camera);
      writing.look(camera);
      controls.onLook(camera);
    },
  });
  const repaintWet = (): void => {
    wetIsStale = true;
    surface.request();
  };
  const onGrown = (stroke: WetStroke, from: number): void => {
    if (!wet.grown(stroke, from)) repaintWet();
  };
  const wet = createWetLayer(surface.upper, () => surface.view);
  const cursors = createCursors(surface.wrapper, nameOf, surface.view.camera);
  const idle = createIdle((isTimeUp) => painter.prefetch(surface.view, isTimeUp));
  const announcer = createAnnouncer({ awareness, member: you, clock });
  const pen = createPen({
    board,
    undo,
    origin,
    clock,
    random,
    announcer,
    member: you,
    onGrown,
    onLifted: repaintWet,
  });
  const shaper = createShaper({ board, undo, origin, clock, random, member: you, onChanged: repaintWet });
  const light = (client: number, piece: LaserPiece): void => {
    if (lasers.add(client, piece, clock.now())) repaintWet();
  };
  const laser = createLaser((piece) => {
    light(awareness.clientID, piece);
    announcer.laser(piece);
  });
  const eraser = createEraser({ board, scene, undo, origin, member: you, clock });
  const clear = (whose: Whose): void => clearBoard({ board, undo, origin, clock, you, memberOf }, whose);
  const settle = (): void => pointers.settle();
  const selection = createSelection({ board, scene, undo, origin, member: you, clock, onChanged: repaintWet });
  const writing = createWriting({
    ...{ element, board, scene, lettering, undo, origin, memberOf, clock, random },
    member: you,
    camera: () => surface.view.camera,
  });
  const underlay = createUnderlay({
    ...{ element, surface, doc, you, undo, origin, clock, random, fontOf },
    mayLay: (client) => isHost(memberOf(client)),
    busy: () => pointers.busy,
    onLaid: () => {
      tell();
      surface.request();
    },
  });
  const controls = createControls({
    ...{ surface, scene, lettering, underlay, undo, settle, clear, selection },
    mayLay: isHost(you),
    readOnly: deps.readOnly ?? false,
  });
  const pointers = createPointers(
    surface.wrapper,
    createHand({ surface, pen, shaper, eraser, laser, writing, selection, announcer, controls }),
  );
  const stopKeys = listenToKeys(deps.keysFrom ?? element, { ...controls, ...controls.keys, holdToPan: (held) => pointers.holdToPan(held) });
  const stopRemote = followAwareness({
    awareness,
    remote,
    cursors,
    onLaser: (client, piece) => (piece ? light(client, piece) : lasers.leave(client)),
    onGrown,
    onDropped: repaintWet,
  });

  const summary = createWatched('');
  const tell = (): void => summary.set(summarise(board.marks(), { you, memberOf, nameOf }) + (underlay.sheet?.said ?? ''));
  tell();
  scene.observe((change) => {
    tiles.change(change);
    if (remote.settled([...remote.strokes()].map((stroke) => stroke.id).filter((id) => scene.has(id)))) wetIsStale = true;
    selection.changed();
    tell();
    surface.request();
    idle.disturb();
  });

  // What was measured and painted with another font before it came is measured and painted anew.
  const fontCame = (): void => {
    if (closed !== undefined) return;
    lettering.fontCame();
    scene.measureAnew();
  };
  // Where it does not come, writing stands in the device's own.
  document.fonts.load(fontOf(16)).then(fontCame, () => undefined);

  const close = async (): Promise<void> => {
    writing.finish();
    pointers.close();
    stopKeys();
    stopRemote();
    announcer.close();
    idle.close();
    cursors.close();
    controls.close();
    underlay.close();
    tiles.close();
    scene.close();
    undo.close();
    board.close();
    await surface.close();
  };
  return {
    ...controls,
    summary,
    settle: () => {
      writing.finish();
      pointers.settle();
    },
    setReadOnly: (readOnly) => {
      writing.finish();
      pointers.settle();
      controls.setReadOnly(readOnly);
    },
    close: () => (closed ??= close()),
  };
}
