/** Where one looks once a template was laid: at all of it, in the part of the board that no tools lie over. */
import { fitted, resized, type Bounds, type Camera, type Size } from '../camera.ts';
import type { Surface } from '../surface.ts';

/** CSS pixels from the top of the board. */
type Free = { readonly top: number; readonly bottom: number };

const MARGIN = 12;
const MOST_ZOOM = 2;

/** All of it in the free part, as large as it may be. */
export function fittedIn(bounds: Bounds, size: Size, { top, bottom }: Free): Camera {
  const camera = fitted(bounds, { width: size.width, height: Math.max(1, bottom - top) }, MARGIN, MOST_ZOOM);
  return { ...camera, y: camera.y - top / camera.zoom };
}

/** Between the zoom above and the tools below, where the board has such. */
function freeOf(element: HTMLElement): Free {
  const box = element.getBoundingClientRect();
  const edge = (name: string): DOMRect | undefined => element.parentElement?.querySelector(`:scope > ${name}`)?.getBoundingClientRect();
  const [above, below] = [edge('.board-zoom'), edge('.board-tools')];
  return { top: above ? above.bottom - box.top : 0, bottom: below ? below.top - box.top : box.height };
}

export type Showing = {
  /** Shows it, and again when the board becomes another size, unless somebody looked elsewhere meanwhile. Undefined: nothing any more. */
  show(bounds: Bounds | undefined): void;
  close(): void;
};

export function createShowing(element: HTMLElement, surface: Pick<Surface, 'view' | 'look'>, busy: () => boolean): Showing {
  let shown: { readonly bounds: Bounds; readonly camera: Camera; readonly size: Size } | undefined;
  const show = (bounds: Bounds | undefined): void => {
    shown = undefined;
    if (bounds === undefined) return;
    const { size } = surface.view;
    const camera = fittedIn(bounds, size, freeOf(element));
    surface.look(camera);
    shown = { bounds, camera, size };
  };
  // After the surface's own, which is older: the board has its new size by then.
  const observer = new ResizeObserver(() => {
    const { camera, size } = surface.view;
    if (shown && !busy() && isSame(camera, resized(shown.camera, shown.size, size))) show(shown.bounds);
  });
  observer.observe(element);
  return { show, close: () => observer.disconnect() };
}

/** To less than a pixel of the screen. */
const isSame = (a: Camera, b: Camera): boolean => a.zoom === b.zoom && Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) * a.zoom < 0.5;
