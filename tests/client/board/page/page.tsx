/** One or two boards (`?boards=2`) on docs that exchange their updates within the page: no server anywhere. */
import { render } from 'preact';
import * as Y from 'yjs';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import type { MemberId } from '#crdt/base/ids.ts';
import { openBoard } from '#crdt/docs/board.ts';
import { Board } from '#client/board/board.tsx';
import type { MountedBoard } from '#client/board/mount.ts';
import '#client/ui/theme.css';
import './page.css';

const SAM = '11111111-1111-4111-8111-111111111111' as MemberId;
const KIM = '22222222-2222-4222-8222-222222222222' as MemberId;
const NAMES: Record<string, string> = { [SAM]: 'Sam', [KIM]: 'Kim' };
const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };

function createPerson(member: MemberId) {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const board = openBoard(doc, random);
  const person = { member, doc, awareness, board, updates: 0, inkMessages: 0, mounted: undefined as MountedBoard | undefined };
  doc.on('update', (_update: Uint8Array, origin: unknown) => {
    if (origin !== 'remote') person.updates++;
  });
  return person;
}
type Person = ReturnType<typeof createPerson>;

let areApart = false;
function connect(from: Person, to: Person): void {
  from.doc.on(
    'update',
    (update: Uint8Array, origin: unknown) => origin !== 'remote' && !areApart && Y.applyUpdate(to.doc, update, 'remote'),
  );
  from.awareness.on('update', (changes: { added: number[]; updated: number[]; removed: number[] }, origin: unknown) => {
    if (origin === 'remote') return;
    if (from.awareness.getLocalState()?.['ink']) from.inkMessages++;
    const clients = [...changes.added, ...changes.updated, ...changes.removed];
    applyAwarenessUpdate(to.awareness, encodeAwarenessUpdate(from.awareness, clients), 'remote');
  });
}

const sam = createPerson(SAM);
const kim = createPerson(KIM);
connect(sam, kim);
connect(kim, sam);
const people = new URLSearchParams(location.search).get('boards') === '2' ? [sam, kim] : [sam];
const stage = document.querySelector('#stage');

function show(readOnly: boolean): void {
  if (!stage) return;
  const boards = people.map((person) => (
    <div key={person.member} id={NAMES[person.member]}>
      <Board
        doc={person.doc}
        awareness={person.awareness}
        you={person.member}
        nameOf={(member) => NAMES[member]}
        memberOf={(client) => people.find((one) => one.doc.clientID === client)?.member}
        isHost={(member) => member === SAM}
        readOnly={readOnly}
        onMounted={(mounted) => (person.mounted = mounted)}
      />
    </div>
  ));
  render(<>{boards}</>, stage);
}

/** Adds so many strokes in one update, as a join from a snapshot would. */
function fill(count: number): void {
  sam.doc.transact(() => {
    for (let n = 0; n < count; n++) {
      const points = new Float32Array(60 * 3);
      const [x, y] = [((n * 7919) % 4000) - 2000, ((n * 104_729) % 3000) - 1500];
      for (let i = 0; i < 60; i++) points.set([x + i * 2, y + Math.sin(i / 5 + n) * 20, 0.5], i * 3);
      const id = `fill${String(n).padStart(8, '0')}`;
      sam.board.add(
        id,
        {
          tool: 'pen',
          author: SAM,
          at: n,
          colour: (n * 2_654_435) % 0xffffff,
          width: 3,
          pressure: false,
          opacity: 1,
          filled: false,
          points,
        },
        'fill',
      );
    }
  });
}

/** How dark the pixel at a CSS point of somebody's canvas is, 0 (paper or nothing) to 255. */
function darkness(name: string, layer: 'lower' | 'upper', x: number, y: number): number {
  const canvas = document.querySelector<HTMLCanvasElement>(`#${name} .${layer}-canvas`);
  const [red = 0, green = 0, blue = 0, alpha = 0] =
    canvas?.getContext('2d')?.getImageData(x * devicePixelRatio, y * devicePixelRatio, 1, 1).data ?? [];
  return Math.round((255 - (red + green + blue) / 3) * (alpha / 255));
}

/** The mean colour over white of each part of a place, `across` x `down` parts, as [red, green, blue] each. */
function parts(name: string, layer: 'lower' | 'upper', [x, y, width, height]: Place, across: number, down: number): number[][] {
  const canvas = document.querySelector<HTMLCanvasElement>(`#${name} .${layer}-canvas`);
  const { data } = canvas?.getContext('2d')?.getImageData(x, y, width, height) ?? { data: new Uint8ClampedArray(0) };
  return Array.from({ length: across * down }, (_, part) => {
    const [left, top] = [Math.floor(((part % across) * width) / across), Math.floor((Math.floor(part / across) * height) / down)];
    const sum = [0, 0, 0];
    let count = 0;
    for (let py = top; py < top + Math.floor(height / down); py++) {
      for (let px = left; px < left + Math.floor(width / across); px++) {
        const at = (py * width + px) * 4;
        const alpha = (data[at + 3] ?? 0) / 255;
        for (const channel of [0, 1, 2]) sum[channel] = (sum[channel] ?? 0) + 255 - alpha * (255 - (data[at + channel] ?? 0));
        count++;
      }
    }
    return sum.map((value) => Math.round(value / count));
  });
}
type Place = readonly [x: number, y: number, width: number, height: number];

/** What is done in it is done before either hears of the other's doings. */
function apart(act: () => void): void {
  areApart = true;
  act();
  areApart = false;
  for (const [from, to] of [
    [sam, kim],
    [kim, sam],
  ] as const)
    Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)), 'remote');
}

const texts = (person: Person): string[] => person.board.marks().flatMap((mark) => ('text' in mark ? [mark.text] : []));

/** All that is queued for the next two frames is painted. */
const painted = (): Promise<void> => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
const leave = (person: Person): void => removeAwarenessStates(person.awareness, [person.doc.clientID], 'left');

const test = { sam, kim, show, fill, leave, apart, darkness, parts, texts, painted };
export type TestPage = typeof test;
Object.assign(globalThis, { test });
show(false);
