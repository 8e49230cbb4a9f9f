/**
 * Fabric's canvas and nothing else of Fabric: a lower canvas on which one object paints all settled ink from tiles, the camera as viewport transform, and
 * one frame at a time. Over it lies a plain upper canvas for wet ink. (`StaticCanvas`: what Fabric does with pointers we never let it do.)
 */
import { FabricObject, StaticCanvas } from 'fabric/es';
import { fitted, HOME, resized, type Camera, type Point, type Size, type View } from './camera.ts';

/** One object that covers everything; Fabric only ever asks it to render. */
class InkLayer extends FabricObject {
  readonly #paint: (ctx: CanvasRenderingContext2D) => void;

  constructor(paint: (ctx: CanvasRenderingContext2D) => void) {
    super({ selectable: false, evented: false, objectCaching: false });
    this.#paint = paint;
  }

  override render(ctx: CanvasRenderingContext2D): void {
    this.#paint(ctx);
  }
}

export type Surface = {
  /** Around the two canvases: here pointers are caught. */
  readonly wrapper: HTMLElement;
  readonly upper: CanvasRenderingContext2D;
  readonly view: View;
  look(camera: Camera): void;
  /** What is settled at a place of the screen (CSS pixels), as 0xRRGGBB. */
  colourAt(at: Point): number;
  /** Asks for one frame. */
  request(): void;
  close(): Promise<void>;
};

export type SurfaceDeps = {
  readonly element: HTMLElement;
  /** Paints what is settled. */
  readonly onFrame: (ctx: CanvasRenderingContext2D, view: View) => void;
  readonly onLook: (camera: Camera) => void;
};

const sizeOf = (element: HTMLElement): Size => ({ width: Math.max(1, element.clientWidth), height: Math.max(1, element.clientHeight) });

export function createSurface({ element, onFrame, onLook }: SurfaceDeps): Surface {
  const [wrapper, lower, upper] = [document.createElement('div'), document.createElement('canvas'), document.createElement('canvas')];
  wrapper.className = 'board-surface';
  upper.className = 'upper-canvas';
  wrapper.append(lower, upper);
  element.append(wrapper);
  const wet = upper.getContext('2d');
  if (wet === null) throw new Error('this browser gives no more canvases');
  let size = sizeOf(element);
  let camera = fitted(HOME, size, 0, 1);
  const canvas = new StaticCanvas(lower, { ...size, renderOnAddRemove: false });
  const fitUpper = (): void => {
    const ratio = canvas.getRetinaScaling();
    Object.assign(upper, { width: Math.round(size.width * ratio), height: Math.round(size.height * ratio) });
    for (const { style } of [wrapper, upper]) Object.assign(style, { width: `${size.width}px`, height: `${size.height}px` });
  };
  fitUpper();
  const aim = (next: Camera): void => {
    camera = next;
    canvas.setViewportTransform([camera.zoom, 0, 0, camera.zoom, -camera.x * camera.zoom, -camera.y * camera.zoom]);
    canvas.requestRenderAll();
  };
  const surface: Surface = {
    wrapper,
    upper: wet,
    get view() {
      return { camera, size, ratio: canvas.getRetinaScaling() };
    },
    look: (next) => {
      aim(next);
      onLook(next);
    },
    colourAt: ({ x, y }) => {
      const ratio = canvas.getRetinaScaling();
      const [red = 255, green = 255, blue = 255] = canvas
        .getContext()
        .getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data;
      return (red << 16) | (green << 8) | blue;
    },
    request: () => canvas.requestRenderAll(),
    close: async () => {
      observer.disconnect();
      // At once and only what is this one's own: by the time Fabric has let go, another board may stand in the element.
      wrapper.remove();
      await canvas.dispose();
    },
  };
  canvas.add(new InkLayer((ctx) => onFrame(ctx, surface.view)));
  const observer = new ResizeObserver(() => {
    const next = sizeOf(element);
    const old = size;
    size = next;
    canvas.setDimensions(next);
    fitUpper();
    surface.look(resized(camera, old, next));
  });
  observer.observe(element);
  aim(camera);
  return surface;
}
