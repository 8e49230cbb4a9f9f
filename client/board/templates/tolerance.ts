/** The window of tolerance: what is too much, what can be borne, what is too little, and time going along it. */
import { box, line } from './paths.ts';
import type { Template } from './template.ts';

export const tolerance: Template = {
  number: 16,
  name: 'Window of tolerance',
  width: 960,
  height: 620,
  paths: [box(-470, -300, 940, 600), line([-470, -110], [470, -110]), line([-470, 110], [470, 110]), line([-300, -300], [-300, 300])],
  words: [
    { text: 'Too much', x: -385, y: -205, size: 31 },
    { text: 'I can cope', x: -385, y: 0, size: 31 },
    { text: 'Too little', x: -385, y: 205, size: 31 },
  ],
};
