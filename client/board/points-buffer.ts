/** A growing list of points (triples x, y, pressure) that can be looked at without copying. Pure. */
export type PointsBuffer = {
  push(x: number, y: number, pressure: number): void;
  append(points: Float32Array): void;
  /** All points so far; stale after the next one. */
  view(): Float32Array;
  readonly count: number;
};

export function createPointsBuffer(): PointsBuffer {
  let store = new Float32Array(3 * 64);
  let used = 0;
  const append = (points: ArrayLike<number>): void => {
    if (used + points.length > store.length) {
      const larger = new Float32Array(Math.max(store.length * 2, used + points.length));
      larger.set(store.subarray(0, used));
      store = larger;
    }
    store.set(points, used);
    used += points.length;
  };
  return {
    push: (x, y, pressure) => append([x, y, pressure]),
    append,
    view: () => store.subarray(0, used),
    get count() {
      return used / 3;
    },
  };
}
