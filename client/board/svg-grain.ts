/** The textures of materials as SVG patterns of small squares: the same grain that the canvas shows, without any bitmap. */
import { coverOf, GRAIN_SIZE, type Grain } from './grain.ts';
import { cssColour } from './materials.ts';

/** Levels of cover told apart; two of the three grains know no more than two. */
const LEVELS = 16;

/** Runs of squares of one level, a row at a time. */
function runs(cover: Uint8Array): Map<number, string> {
  const paths = new Map<number, string>();
  const levelAt = (x: number, y: number): number => Math.round(((cover[y * GRAIN_SIZE + x] ?? 0) / 255) * LEVELS);
  for (let y = 0; y < GRAIN_SIZE; y++) {
    for (let x = 0; x < GRAIN_SIZE;) {
      const level = levelAt(x, y);
      const from = x;
      while (x < GRAIN_SIZE && levelAt(x, y) === level) x++;
      paths.set(level, `${paths.get(level) ?? ''}M${from} ${y}h${x - from}v1h${from - x}Z`);
    }
  }
  return paths;
}

/** `urlOf` names the paint of a material in a colour; `defs` is what all that were named have to be told in. */
export function createSvgGrains() {
  const grains = new Set<Grain>();
  const patterns = new Map<string, string>();
  return {
    urlOf(grain: Grain, colour: number): string {
      const id = `${grain}-${cssColour(colour).slice(1)}`;
      grains.add(grain);
      patterns.set(
        id,
        `<pattern id="${id}" width="${GRAIN_SIZE}" height="${GRAIN_SIZE}" patternUnits="userSpaceOnUse"><g fill="${cssColour(colour)}"><use href="#${grain}"/></g></pattern>`,
      );
      return `url(#${id})`;
    },
    get defs(): string {
      const drawn = [...grains].map((grain) => {
        const paths = [...runs(coverOf(grain))].map(([level, data]) => `<path fill-opacity="${level / LEVELS}" d="${data}"/>`);
        return `<g id="${grain}" shape-rendering="crispEdges">${paths.join('')}</g>`;
      });
      return [...drawn, ...patterns.values()].join('\n');
    },
  };
}
