/** Where the others point, with their names: elements over the canvas, so that moving one repaints nothing. */
import { isUuid, type MemberId } from '#crdt/base/ids.ts';
import { toScreen, type Camera, type Point } from './camera.ts';

export type Cursors = {
  /** Takes in one awareness state of somebody else. */
  hear(client: number, state: Record<string, unknown> | undefined): void;
  look(camera: Camera): void;
  close(): void;
};

const KINDS_OF_COLOUR = 6;
const SVG = 'http://www.w3.org/2000/svg';
type Shown = { readonly element: HTMLElement; readonly label: HTMLElement; at: Point };

const reach = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= 100_000;
function readPoint(field: unknown): Point | undefined {
  if (typeof field !== 'object' || field === null) return undefined;
  const { x, y } = field as Record<string, unknown>;
  return reach(x) && reach(y) ? { x, y } : undefined;
}

function createElement(): Shown {
  const element = document.createElement('div');
  element.className = 'board-cursor';
  element.setAttribute('aria-hidden', 'true');
  const arrow = document.createElementNS(SVG, 'svg');
  arrow.setAttribute('viewBox', '0 0 16 16');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', 'M1 1l5 13 2.200-5.800L14 6z');
  arrow.append(path);
  const label = document.createElement('span');
  element.append(arrow, label);
  return { element, label, at: { x: 0, y: 0 } };
}

/** `nameOf` answers from the signed statements; what a state says of names is never read. */
export function createCursors(parent: HTMLElement, nameOf: (member: MemberId) => string | undefined, first: Camera): Cursors {
  const shown = new Map<number, Shown>();
  let camera = first;
  const put = (cursor: Shown): void => {
    const { x, y } = toScreen(camera, cursor.at);
    cursor.element.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
  };
  const drop = (client: number): void => {
    shown.get(client)?.element.remove();
    shown.delete(client);
  };
  return {
    hear: (client, state) => {
      const at = readPoint(state?.['cursor']);
      const member = state?.['member'];
      const name = typeof member === 'string' && isUuid(member) ? nameOf(member as MemberId) : undefined;
      if (at === undefined || name === undefined) return drop(client);
      const cursor = shown.get(client) ?? createElement();
      if (!shown.has(client)) parent.append(cursor.element);
      shown.set(client, cursor);
      cursor.at = at;
      if (cursor.label.textContent !== name) cursor.label.textContent = name;
      cursor.element.dataset['tint'] = String(Number.parseInt(String(member).slice(0, 6), 16) % KINDS_OF_COLOUR);
      put(cursor);
    },
    look: (next) => {
      camera = next;
      for (const cursor of shown.values()) put(cursor);
    },
    close: () => {
      for (const client of shown.keys()) drop(client);
    },
  };
}
