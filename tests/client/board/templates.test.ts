import { expect, test } from 'vitest';
import { MOST_TEMPLATES, NO_TEMPLATE } from '#crdt/docs/template.ts';
import { TEMPLATES } from '#client/board/templates/all.ts';

const repeated = (values: readonly unknown[]): unknown[] => values.filter((value, i) => values.indexOf(value) !== i);
/** What stands in the doc of rooms that have ended: these numbers are these templates' for ever. */
const NUMBERS = {
  'Body, front and back': 1,
  Circle: 2,
  Mandala: 3,
  House: 4,
  Tree: 5,
  'Feelings wheel': 6,
  Road: 7,
  Timeline: 8,
  Mask: 9,
  Bridge: 10,
  'Safe place: an island': 11,
  Thermometer: 12,
  Volcano: 13,
  'Six frames': 14,
  'Page in four': 15,
  'Window of tolerance': 16,
  'Thoughts, feelings, actions': 17,
  'Weather of feelings': 18,
  'Scribble to begin with': 19,
  'Circles around me': 20,
};

test('[D26] each template has a name and a number of its own, which stay', () => {
  expect(Object.fromEntries(TEMPLATES.map(({ name, number }) => [name, number]))).toEqual(NUMBERS);
  expect(repeated(TEMPLATES.map(({ number }) => number))).toEqual([]);
  expect(TEMPLATES.filter(({ number }) => number <= NO_TEMPLATE || number > MOST_TEMPLATES)).toEqual([]);
});

test('[D26] templates are lines that can be drawn and plain words that need no escaping, inside what they say they take', () => {
  for (const { name, width, height, paths, words = [] } of TEMPLATES) {
    expect([name, paths.filter((path) => !/^M-?[\d.][-\d. MLCQAaVZ]*$/.test(path))]).toEqual([name, []]);
    expect([name, words.filter(({ text }) => !/^[\w ,]+$/.test(text))]).toEqual([name, []]);
    expect([name, words.filter(({ x, y }) => Math.abs(x) > width / 2 || Math.abs(y) > height / 2)]).toEqual([name, []]);
    expect([name, paths.join('').length < 8000]).toEqual([name, true]);
  }
});
