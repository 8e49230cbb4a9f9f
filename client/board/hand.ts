/** What gestures do: to the pen, the eraser or the camera, as the chosen tool says. */
import { quantisedOpacity, type Tool } from '#crdt/docs/stroke.ts';
import { clampZoom, panned, toBoard, zoomedAt, type Point } from './camera.ts';
import type { Controls } from './controls.ts';
import type { Eraser } from './eraser.ts';
import type { Laser } from './laser.ts';
import { MATERIALS } from './materials.ts';
import { STRENGTHS, WIDTHS } from './palette.ts';
import type { Pen, PenPoint } from './pen.ts';
import type { Gestures, Sample } from './pointer.ts';
import type { Announcer } from './presence.ts';
import type { Selection } from './selection.ts';
import type { Shaper } from './shaper.ts';
import type { Ink } from './stroke-path.ts';
import type { Surface } from './surface.ts';
import type { Writing } from './writing.ts';

/** CSS pixels: points closer together than this add bytes and no shape. */
const NEAREST = 0.75;
/** CSS pixels around the eraser. */
const ERASER_REACH = 10;
const ZOOM_PER_WHEEL_PIXEL = 0.0025;
/** Materials that answer to pressure. */
const FEELS: readonly Tool[] = ['pen', 'ink', 'brush', 'spray'];

export type HandDeps = {
  readonly surface: Surface;
  readonly pen: Pen;
  readonly eraser: Eraser;
  readonly announcer: Announcer;
  readonly laser: Laser;
  readonly shaper: Shaper;
  readonly writing: Writing;
  readonly selection: Selection;
  readonly controls: Pick<Controls, 'drawing' | 'readOnly' | 'takeColour'>;
};

export function createHand({ surface, pen, shaper, eraser, laser, writing, selection, announcer, controls }: HandDeps): Gestures {
  const camera = () => surface.view.camera;
  const onBoard = (at: Sample): PenPoint => ({ ...toBoard(camera(), at), pressure: at.pressure });
  const reach = (): number => ERASER_REACH / camera().zoom;
  /** What the chosen material leaves; the rubber is always whole, and a device without a pen knows no pressure. */
  const inkOfHand = (isRubber: boolean, isShape: boolean, isPen = false): Ink => {
    const { material, colour, width, strength, filled } = controls.drawing.value;
    const tool = isRubber ? 'rubber' : material;
    const size = (WIDTHS[width]?.[isRubber ? 'rubber' : 'pen'] ?? 5) * MATERIALS[tool].broad;
    const opacity = isRubber ? 1 : quantisedOpacity(STRENGTHS[strength]?.opacity ?? 1);
    return { tool, colour, width: size, pressure: isPen && FEELS.includes(tool), opacity, filled: isShape && filled };
  };
  /** Where one pressed to write: the field opens when the finger is lifted, or it would lose the focus again. */
  let pressed: Point | undefined;
  let selecting = false;
  return {
    mayDraw: () => !controls.readOnly.value && controls.drawing.value.tool !== 'hand',
    drawStart: (at, isEraserEnd) => {
      const { tool, shape } = controls.drawing.value;
      if (tool === 'eraser') return eraser.begin(onBoard(at), reach());
      if (tool === 'text' || tool === 'note') {
        pressed = onBoard(at);
        return;
      }
      if (tool === 'select' || tool === 'lasso') {
        selecting = true;
        const way = tool === 'lasso' ? 'lasso' : 'frame';
        return selection.begin(onBoard(at), { reach: reach(), pixel: 1 / camera().zoom, extend: at.even, way });
      }
      if (tool === 'laser') return laser.begin(onBoard(at));
      if (tool === 'dropper') return controls.takeColour(surface.colourAt(at));
      if (tool === 'shape' && !isEraserEnd) return shaper.begin(shape, inkOfHand(false, true), onBoard(at));
      pen.begin(inkOfHand(tool === 'rubber' || isEraserEnd, false, at.isPen), onBoard(at));
    },
    drawMove: (samples) => {
      const points = samples.map(onBoard);
      const last = samples.at(-1);
      if (eraser.active) eraser.move(points, reach());
      else if (laser.active) laser.extend(points);
      else if (selecting && last) selection.move(onBoard(last), last.even);
      else if (shaper.stroke && last) shaper.move(onBoard(last), last.even);
      else pen.extend(points, NEAREST / camera().zoom);
    },
    drawEnd: () => {
      const { tool, colour, width } = controls.drawing.value;
      if (pressed !== undefined && (tool === 'text' || tool === 'note'))
        writing.begin(pressed, tool, { colour, size: WIDTHS[width]?.[tool] ?? 24 });
      pressed = undefined;
      if (selecting) selection.end();
      selecting = false;
      eraser.end();
      laser.end();
      shaper.finish();
      pen.finish();
    },
    drawCancel: () => {
      pressed = undefined;
      if (selecting) selection.cancel();
      selecting = false;
      eraser.end();
      laser.end();
      shaper.cancel();
      pen.cancel();
    },
    pan: (by) => surface.look(panned(camera(), by)),
    pinch: (at, scale) => surface.look(zoomedAt(camera(), at, clampZoom(camera().zoom * scale))),
    wheel: (at, delta, isZoom) => {
      if (isZoom) surface.look(zoomedAt(camera(), at, camera().zoom * Math.exp(-delta.y * ZOOM_PER_WHEEL_PIXEL)));
      else surface.look(panned(camera(), { x: -delta.x, y: -delta.y }));
    },
    hover: (at: Point | undefined) => announcer.cursor(at && toBoard(camera(), at)),
  };
}
