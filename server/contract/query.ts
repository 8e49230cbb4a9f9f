/**
 * Shapes of what stands after the `?` of a URL. There everything is text: numbers come as their digits, and each name at most once. A
 * row's query is always strict, so that a misspelt filter is refused instead of forgotten.
 *
 *     'GET /api/things': route('therapist', none, pageOf('things', thing), 60, { query: pageQuery({ kind: z.enum(KINDS) }) })
 */
import { z } from 'zod';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { base64url, fromBase64url, fromUtf8, utf8 } from '#crdt/base/bytes.ts';

/** No more digits than a safe integer has; `1e3`, ` 7`, `0x7`, `07` and an empty text are no numbers. */
const DIGITS = /^(0|[1-9]\d{0,15})$/;

/** A whole number from `min` to `max`: digits in the URL, a number for whoever calls and for the handler. */
export const wholeNumber = (min: number, max: number = Number.MAX_SAFE_INTEGER) =>
  z.preprocess(
    (value) => (typeof value === 'string' && DIGITS.test(value) ? Number(value) : value),
    z.int().min(min).max(max),
  ) as z.ZodType<number, number>;

/** Where a page ends. Opaque: made by writeCursor at the server, given back as it came. */
export const cursor = z.string().regex(/^[A-Za-z0-9_-]{1,512}$/);

export const PAGE = { usual: 50, most: 200 };

/** The query of a list that comes in pages: `cursor` of the page before, `limit`, and the filters in `more`. */
export const pageQuery = <S extends z.ZodRawShape>(more: S, { usual, most } = PAGE) =>
  z.strictObject({ cursor: cursor.optional(), limit: wholeNumber(1, most).default(usual), ...more });

/** The reply: `name` holds the page, `next` is there as long as there is more. */
export const pageOf = <Name extends string, Item extends z.ZodType>(name: Name, item: Item) =>
  z.object({ [name]: z.array(item), next: cursor.optional() } as { [Key in Name]: z.ZodArray<Item> } & {
    next: z.ZodOptional<typeof cursor>;
  });

/** The key of a page's last row as a cursor: numbers and texts only. It is no secret, and nobody is let in by it. */
export const writeCursor = (key: readonly (string | number)[]): string => base64url(utf8(JSON.stringify(key)));

/** What writeCursor was given, where it is of `shape`; undefined for what somebody made up. */
export function readCursor<Key>(shape: z.ZodType<Key>, text: string): Key | undefined {
  try {
    return shape.safeParse(JSON.parse(fromUtf8(fromBase64url(text) ?? new Uint8Array()) ?? '')).data;
  } catch {
    return undefined;
  }
}

/** Where the page that was asked for begins: undefined for the first one; `bad_shape` for a cursor that somebody made up. */
export function readPlace<Key>(shape: z.ZodType<Key>, text: string | undefined): Result<Key | undefined, 'bad_shape'> {
  const place = text === undefined ? undefined : readCursor(shape, text);
  return text !== undefined && place === undefined ? fail('bad_shape') : ok(place);
}

/** The page out of `limit` + 1 rows that were asked for: the one too many only says that there is more. */
export function cutPage<Item>(
  found: readonly Item[],
  limit: number,
  keyOf: (item: Item) => readonly (string | number)[],
): { readonly items: readonly Item[]; readonly next: string | undefined } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last !== undefined ? writeCursor(keyOf(last)) : undefined };
}
