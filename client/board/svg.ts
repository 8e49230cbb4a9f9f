/**
 * All that is drawn as SVG: paths and letters, no bitmap, no script and nothing from elsewhere; without a word of who, when or with what.
 * Fetched when it is first asked for.
 */
import { isText } from '#crdt/docs/mark.ts';
import { grown, overlap, type Bounds } from './camera.ts';
import { FONT_FAMILY, INK, lineHeight, notePadding, poseOf, SHADE, sheetColour, type Lettering } from './lettering.ts';
import { cssColour, layersOf, MATERIALS, PAPER } from './materials.ts';
import { MARGIN, type Whole } from './picture.ts';
import type { SceneMark, SceneText } from './scene.ts';
import { traceFill, traceInk } from './stroke-path.ts';
import { createSvgGrains } from './svg-grain.ts';
import { createSvgPath, short } from './svg-path.ts';

type SceneInk = Exclude<SceneMark, SceneText>;

/** As text or in a quoted attribute; what XML 1.0 has no place for (section 2.2) goes. */
const escaped = (text: string): string =>
  text
    .replaceAll(/[\uFFFE\uFFFF]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
const boxOf = ({ left, top, right, bottom }: Bounds): string =>
  `x="${short(left)}" y="${short(top)}" width="${short(right - left)}" height="${short(bottom - top)}"`;

export function svgOf({ marks, beneath, bounds }: Whole, lettering: Lettering): Blob {
  const frame = grown(bounds, MARGIN);
  const grains = createSvgGrains();
  const rubbed = createRubbed(marks, frame);
  const drawn = marks.flatMap((mark, i) => {
    if (mark.tool === 'rubber') return [];
    const mask = rubbed.maskOf(mark, i);
    return isText(mark) ? writingOf(mark, lettering, mask) : inkOf(mark, mask, (grain, colour) => grains.urlOf(grain, colour));
  });
  const { left, top, right, bottom } = frame;
  const [width, height] = [short(right - left), short(bottom - top)];
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${short(left)} ${short(top)} ${width} ${height}" width="${width}" height="${height}">`,
    `<defs>${grains.defs}${rubbed.defs()}</defs>`,
    `<rect ${boxOf(frame)} fill="${PAPER}"/>`,
    ...(beneath?.svg(escaped(FONT_FAMILY)) ?? []),
    // Apart from what lies beneath: on the board, too, ink darkens ink alone.
    '<g style="isolation:isolate">',
    ...drawn,
    '</g>',
    '</svg>\n',
  ];
  return new Blob([lines.join('\n')], { type: 'image/svg+xml' });
}

function dataOf(mark: SceneInk, path: 'ink' | 'fill'): string {
  const sink = createSvgPath();
  if (path === 'fill') traceFill(sink, mark.points);
  else traceInk(sink, mark.points, mark);
  return sink.data;
}

function inkOf(mark: SceneInk, mask: string, urlOf: ReturnType<typeof createSvgGrains>['urlOf']): string[] {
  const { grain, multiplies } = MATERIALS[mark.tool];
  const paint = grain ? urlOf(grain, mark.colour) : cssColour(mark.colour);
  // On each path and not on a group: a group would be painted for itself first, and there would be nothing below to darken.
  return pathsOf(mark, paint, `${multiplies ? ' style="mix-blend-mode:multiply"' : ''}${mask}`);
}

function pathsOf(mark: SceneInk, paint: string, more: string): string[] {
  return layersOf(mark).map(({ path, rule, width, cap, alpha }) => {
    const look =
      width === undefined
        ? `fill="${paint}" fill-rule="${rule}" fill-opacity="${short(alpha)}"`
        : `fill="none" stroke="${paint}" stroke-width="${short(width)}" stroke-linecap="${cap}" stroke-linejoin="round" stroke-opacity="${short(alpha)}"`;
    return `<path d="${dataOf(mark, path)}" ${look}${more}/>`;
  });
}

function writingOf(text: SceneText, lettering: Lettering, mask: string): string {
  const { lines, width, height } = lettering.lay(text);
  const isNote = text.tool === 'note';
  const padding = isNote ? notePadding(text.size) : 0;
  const baseline = padding + lettering.baselineOf(text.size);
  const sheet = isNote
    ? `<rect x="2" y="3" width="${short(width)}" height="${short(height)}" fill="#000000" fill-opacity="${SHADE}"/>` +
      `<rect width="${short(width)}" height="${short(height)}" fill="${sheetColour(text.colour)}"/>`
    : '';
  // Each line is told how long it is: where our font is not there, the letters of another take no more room.
  const letters = lines.map((line, i) => {
    const length = line.trim() === '' ? '' : ` textLength="${short(lettering.widthOf(line, text.size))}" lengthAdjust="spacingAndGlyphs"`;
    return `<text x="${short(padding)}" y="${short(baseline + i * lineHeight(text.size))}"${length} xml:space="preserve">${escaped(line)}</text>`;
  });
  const look = `font-family="${escaped(FONT_FAMILY)}" font-size="${short(text.size)}" fill="${isNote ? INK : cssColour(text.colour)}"`;
  const pose = poseOf(text).map((value, i) => (i < 4 ? value.toFixed(6) : short(value)));
  return `<g${mask}><g transform="matrix(${pose.join(' ')})" ${look}>${sheet}${letters.join('')}</g></g>`;
}

/** What the rubber took away, as masks: of each mark by those strokes of rubber that came after it and touch it. */
function createRubbed(marks: readonly SceneMark[], frame: Bounds) {
  const rubbers = marks.flatMap((mark, at) => (mark.tool === 'rubber' ? [{ mark, at, id: `rubber${at}` }] : []));
  const used = new Set<string>();
  const masks = new Map<string, string>();
  return {
    maskOf(mark: SceneMark, at: number): string {
      const over = rubbers.filter((rubber) => rubber.at > at && overlap(rubber.mark.bounds, mark.bounds)).map(({ id }) => id);
      if (over.length === 0) return '';
      for (const id of over) used.add(id);
      const key = over.join();
      const id = masks.get(key) ?? `mask${masks.size}`;
      masks.set(key, id);
      return ` mask="url(#${id})"`;
    },
    defs(): string {
      const drawn = rubbers
        .filter(({ id }) => used.has(id))
        .map(({ mark, id }) => `<g id="${id}">${isText(mark) ? '' : pathsOf(mark, '#000000', '').join('')}</g>`);
      const made = [...masks].map(
        ([key, id]) =>
          `<mask id="${id}" maskUnits="userSpaceOnUse" ${boxOf(frame)}><rect ${boxOf(frame)} fill="#ffffff"/>${key
            .split(',')
            .map((rubber) => `<use href="#${rubber}"/>`)
            .join('')}</mask>`,
      );
      return [...drawn, ...made].join('\n');
    },
  };
}
