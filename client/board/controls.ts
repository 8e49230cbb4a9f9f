/** What toolbar and keys can do, and what they show. */
import type { Undo } from '#crdt/docs/undo.ts';
import type { Watched } from '#client/room/types.ts';
import { fitted, HOME, panned, zoomedAt, type Camera, type Point } from './camera.ts';
import type { Whose } from './clear.ts';
import type { FileKind } from './files.ts';
import { nextGuide, type Guide } from './guide.ts';
import { SCALE_STEP, TURN_STEP } from './handles.ts';
import type { Lettering } from './lettering.ts';
import { COLOURS, STRENGTHS, WIDTHS, type BoardTool, type Drawing, type Material } from './palette.ts';
import type { Scene } from './scene.ts';
import type { Selection } from './selection.ts';
import type { Shape } from './shapes.ts';
import type { Surface } from './surface.ts';
import type { Sheet } from './templates/sheet.ts';
import type { Underlay } from './underlay.ts';
import { createWatched } from './watch.ts';

export type Controls = {
  readonly drawing: Watched<Drawing>;
  readonly canUndo: Watched<boolean>;
  readonly canRedo: Watched<boolean>;
  readonly zoom: Watched<number>;
  readonly readOnly: Watched<boolean>;
  /** Lines on the paper, for oneself. */
  readonly guide: Watched<Guide>;
  readonly setGuide: (guide: Guide) => void;
  readonly setTool: (tool: BoardTool) => void;
  /** Takes it in hand. */
  readonly setMaterial: (material: Material) => void;
  readonly setShape: (shape: Shape) => void;
  readonly setFilled: (filled: boolean) => void;
  /** Index into STRENGTHS. */
  readonly setStrength: (index: number) => void;
  /** 0xRRGGBB; also takes the pen in hand, as nobody chooses a colour to rub out with. A shape stays in hand. */
  readonly setColour: (colour: number) => void;
  /** Of the dropper: that colour, and what was in hand before it. */
  readonly takeColour: (colour: number) => void;
  /** How many marks are held. */
  readonly selected: Watched<number>;
  readonly selection: {
    readonly remove: () => void;
    readonly duplicate: () => void;
    readonly letGo: () => void;
    /** By one step. */
    readonly grow: (way: 'larger' | 'smaller') => void;
    readonly turn: (way: 'left' | 'right') => void;
  };
  /** In one step, which undo takes back. */
  readonly clear: (whose: Whose) => void;
  /** What lies beneath the drawing, to be changed; undefined for whoever may not. */
  readonly beneath: (() => Promise<Sheet>) | undefined;
  /** All that is drawn and what lies beneath, as a file of that kind; undefined where nothing is. Fails where a part of the program cannot be fetched. */
  readonly file: (kind: FileKind) => Promise<Blob | undefined>;
  /** Index into WIDTHS. */
  readonly setWidth: (index: number) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  /** The view that the board opened with. */
  readonly zoomReset: () => void;
  /** Shows all that is drawn. */
  readonly fit: () => void;
};

export type ControlsDeps = {
  readonly surface: Surface;
  readonly scene: Scene;
  readonly lettering: Lettering;
  readonly underlay: Underlay;
  readonly undo: Undo;
  /** Puts the stroke under the pen into the doc. */
  readonly settle: () => void;
  readonly clear: (whose: Whose) => void;
  readonly selection: Selection;
  readonly mayLay: boolean;
  readonly readOnly: boolean;
};

/** Tools that a colour is chosen for. */
const IN_HAND = ['pen', 'shape', 'text', 'note'] as const;
type InHand = (typeof IN_HAND)[number];
const isInHand = (tool: BoardTool | undefined): tool is InHand => IN_HAND.some((known) => known === tool);
const holds = (tool: BoardTool): boolean => tool === 'select' || tool === 'lasso';
/** The keys move the board by so many times what they move a mark by. */
const NUDGE = 6;
const ZOOM_STEP = 1.25;
const FIRST: Drawing = {
  tool: 'pen',
  material: 'pen',
  shape: 'line',
  filled: false,
  colour: COLOURS[0]?.value ?? 0,
  width: 1,
  strength: 3,
};

export function createControls(deps: ControlsDeps) {
  const { surface, scene, lettering, underlay, undo, settle, clear, selection, mayLay, readOnly } = deps;
  const watched = {
    drawing: createWatched<Drawing>(FIRST),
    canUndo: createWatched(false),
    canRedo: createWatched(false),
    zoom: createWatched(surface.view.camera.zoom),
    readOnly: createWatched(readOnly),
    guide: createWatched<Guide>('none'),
  };
  /** What one draws with again once a colour was chosen. */
  const inHand = (): InHand => drawnWith;
  let drawnWith: InHand = 'pen';
  const change = (part: Partial<Drawing>): void => {
    settle();
    // What is held is let go by taking something else in hand; a colour alone is for the next mark.
    if (part.tool !== undefined && !holds(part.tool)) selection.clear();
    if (isInHand(part.tool)) drawnWith = part.tool;
    watched.drawing.set({ ...watched.drawing.value, ...part });
  };
  const refresh = (): void => {
    watched.canUndo.set(undo.canUndo() && !watched.readOnly.value);
    watched.canRedo.set(undo.canRedo() && !watched.readOnly.value);
  };
  const stop = undo.observe(refresh);
  const take = (step: () => void) => (): void => {
    settle();
    if (!watched.readOnly.value) step();
    refresh();
  };
  const zoomBy = (factor: number): void => {
    const { camera, size } = surface.view;
    surface.look(zoomedAt(camera, { x: size.width / 2, y: size.height / 2 }, camera.zoom * factor));
  };
  const home = (): void => surface.look(fitted(HOME, surface.view.size, 0, 1));
  const fit = (): void => {
    const bounds = scene.bounds();
    if (underlay.sheet?.show(bounds)) return;
    if (bounds) surface.look(fitted(bounds, surface.view.size));
    else home();
  };
  const actions: Controls = {
    ...watched,
    setTool: (tool) => change({ tool }),
    setGuide: (guide) => {
      watched.guide.set(guide);
      surface.request();
    },
    setMaterial: (material) => change({ material, tool: inHand() === 'shape' ? 'shape' : 'pen' }),
    setShape: (shape) => change({ shape, tool: 'shape' }),
    setFilled: (filled) => change({ filled, tool: 'shape' }),
    setStrength: (index) => {
      if (STRENGTHS[index]) change({ strength: index });
    },
    setColour: (colour) => change({ colour, tool: inHand() }),
    takeColour: (colour) => change({ colour, tool: inHand() }),
    clear: (whose) => take(() => clear(whose))(),
    selected: selection.count,
    selection: {
      remove: take(selection.remove),
      duplicate: take(selection.duplicate),
      letGo: selection.clear,
      grow: (way) => take(() => selection.grow(way === 'larger' ? SCALE_STEP : 1 / SCALE_STEP))(),
      turn: (way) => take(() => selection.turn(way === 'right' ? TURN_STEP : -TURN_STEP))(),
    },
    beneath: mayLay ? underlay.fetch : undefined,
    file: (kind) => {
      settle();
      return import('./files.ts').then(({ fileOf }) => fileOf(kind, scene, lettering, underlay));
    },
    setWidth: (index) => {
      if (WIDTHS[index]) change({ width: index });
    },
    undo: take(() => undo.undo()),
    redo: take(() => undo.redo()),
    zoomIn: () => zoomBy(ZOOM_STEP),
    zoomOut: () => zoomBy(1 / ZOOM_STEP),
    zoomReset: home,
    fit,
  };
  const zooms = { in: actions.zoomIn, out: actions.zoomOut, reset: home, fit };
  return {
    ...actions,
    keys: {
      tool: actions.setTool,
      width: actions.setWidth,
      guide: (): void => actions.setGuide(nextGuide(watched.guide.value)),
      zoom: (direction: keyof typeof zooms): void => zooms[direction](),
      /** Of what is held, or of the board; with Shift what is held grows and turns. */
      arrow: (by: Point, shift: boolean): void => {
        if (selection.count.value === 0 || watched.readOnly.value) surface.look(panned(surface.view.camera, by));
        else if (!shift) selection.nudge({ x: -by.x / NUDGE, y: -by.y / NUDGE });
        else if (by.y !== 0) actions.selection.grow(by.y > 0 ? 'larger' : 'smaller');
        else actions.selection.turn(by.x > 0 ? 'left' : 'right');
      },
      remove: actions.selection.remove,
      duplicate: actions.selection.duplicate,
      letGo: selection.clear,
      all: take(() => {
        if (!holds(watched.drawing.value.tool)) change({ tool: 'select' });
        selection.all();
      }),
    },
    onLook: (camera: Camera): void => watched.zoom.set(camera.zoom),
    setReadOnly: (now: boolean): void => {
      if (now) selection.clear();
      watched.readOnly.set(now);
      refresh();
    },
    close: stop,
  };
}
