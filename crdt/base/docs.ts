/** The docs of a room, and their number in the sealed header. A number is never reused. */
export const DOCS = { drawing: 1, chat: 2 } as const;
export type DocName = keyof typeof DOCS;
export const DOC_NAMES = Object.keys(DOCS) as readonly DocName[];

/** The doc with that header number, or undefined. */
export const docNamed = (number: number): DocName | undefined => DOC_NAMES.find((name) => DOCS[name] === number);
