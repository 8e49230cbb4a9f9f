/** What gestures do: to the pen, the eraser or the camera, as the chosen tool says. */
import { clampZoom, panned, toBoard, zoomedAt, type Point } from './camera.ts';
import type { Controls } from './controls.ts';
import type { Eraser } from './eraser.ts';
import { WIDTHS } from './palette.ts';
import type { Pen, PenPoint } from './pen.ts';
import type { Gestures, Sample } from './pointer.ts';
import type { Announcer } from './presence.ts';
import type { Surface } from './surface.ts';

/** CSS pixels: points closer together than this add bytes and no shape. */
const NEAREST = 0.75;
/** CSS pixels around the eraser. */
const ERASER_REACH = 10;
const ZOOM_PER_WHEEL_PIXEL = 0.0025;

export type HandDeps = {
  readonly surface: Surface;
  readonly pen: Pen;
  readonly eraser: Eraser;
  readonly announcer: Announcer;
  readonly controls: Pick<Controls, 'drawing' | 'readOnly'>;
};

export function createHand({ surface, pen, eraser, announcer, controls }: HandDeps): Gestures {
  const camera = () => surface.view.camera;
  const onBoard = (at: Sample): PenPoint => ({ ...toBoard(camera(), at), pressure: at.pressure });
  const reach = (): number => ERASER_REACH / camera().zoom;
  return {
    mayDraw: () => !controls.readOnly.value && controls.drawing.value.tool !== 'hand',
    drawStart: (at, isEraserEnd) => {
      const { tool, colour, width } = controls.drawing.value;
      if (tool === 'eraser') return eraser.begin(onBoard(at), reach());
      const isRubber = tool === 'rubber' || isEraserEnd;
      const size = WIDTHS[width]?.[isRubber ? 'rubber' : 'pen'] ?? 5;
      pen.begin({ tool: isRubber ? 'rubber' : 'pen', colour, width: size, pressure: at.isPen && !isRubber }, onBoard(at));
    },
    drawMove: (samples) => {
      const points = samples.map(onBoard);
      if (eraser.active) eraser.move(points, reach());
      else pen.extend(points, NEAREST / camera().zoom);
    },
    drawEnd: () => {
      eraser.end();
      pen.finish();
    },
    drawCancel: () => {
      eraser.end();
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
