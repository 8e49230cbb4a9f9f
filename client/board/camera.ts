/**
 * Where one looks: a screen point (CSS pixels from the board element's corner) is `(board - corner) * zoom`. Pure.
 */
export type Point = { readonly x: number; readonly y: number };
export type Size = { readonly width: number; readonly height: number };
export type Bounds = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
/** `x`, `y`: the board point in the screen's top left corner. */
export type Camera = { readonly x: number; readonly y: number; readonly zoom: number };

export type View = { readonly camera: Camera; readonly size: Size; /** Device pixels per CSS pixel. */ readonly ratio: number };

export const MIN_ZOOM = 0.1;
export const MAX_ZOOM = 8;
/** The sheet that everybody sees on opening, in board pixels around the origin. */
export const HOME: Bounds = { left: -640, top: -400, right: 640, bottom: 400 };

export const clampZoom = (zoom: number): number => Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom));
export const toBoard = (camera: Camera, screen: Point): Point => ({
  x: camera.x + screen.x / camera.zoom,
  y: camera.y + screen.y / camera.zoom,
});
export const toScreen = (camera: Camera, board: Point): Point => ({
  x: (board.x - camera.x) * camera.zoom,
  y: (board.y - camera.y) * camera.zoom,
});

export const visible = (camera: Camera, size: Size): Bounds => ({
  left: camera.x,
  top: camera.y,
  right: camera.x + size.width / camera.zoom,
  bottom: camera.y + size.height / camera.zoom,
});

/** Moves what is seen by so many screen pixels. */
export const panned = (camera: Camera, by: Point): Camera => ({
  ...camera,
  x: camera.x - by.x / camera.zoom,
  y: camera.y - by.y / camera.zoom,
});

/** Zooms so that the board point under `screen` stays there. */
export function zoomedAt(camera: Camera, screen: Point, zoom: number): Camera {
  const held = toBoard(camera, screen);
  const next = clampZoom(zoom);
  return { x: held.x - screen.x / next, y: held.y - screen.y / next, zoom: next };
}

/** Shows all of `bounds` in the middle, with a margin of `margin` screen pixels, never closer than `maxZoom`. */
export function fitted(bounds: Bounds, size: Size, margin = 24, maxZoom = 1): Camera {
  const width = Math.max(1, bounds.right - bounds.left);
  const height = Math.max(1, bounds.bottom - bounds.top);
  const room = { width: Math.max(1, size.width - 2 * margin), height: Math.max(1, size.height - 2 * margin) };
  const zoom = clampZoom(Math.min(room.width / width, room.height / height, maxZoom));
  return {
    x: (bounds.left + bounds.right) / 2 - size.width / 2 / zoom,
    y: (bounds.top + bounds.bottom) / 2 - size.height / 2 / zoom,
    zoom,
  };
}

/** The same middle and zoom in an element of another size. */
export const resized = (camera: Camera, from: Size, to: Size): Camera => ({
  ...camera,
  x: camera.x + (from.width - to.width) / 2 / camera.zoom,
  y: camera.y + (from.height - to.height) / 2 / camera.zoom,
});

export const overlap = (a: Bounds, b: Bounds): boolean => a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;
export const grown = (bounds: Bounds, by: number): Bounds => ({
  left: bounds.left - by,
  top: bounds.top - by,
  right: bounds.right + by,
  bottom: bounds.bottom + by,
});
export const joined = (a: Bounds, b: Bounds): Bounds => ({
  left: Math.min(a.left, b.left),
  top: Math.min(a.top, b.top),
  right: Math.max(a.right, b.right),
  bottom: Math.max(a.bottom, b.bottom),
});
