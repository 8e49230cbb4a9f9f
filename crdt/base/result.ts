/** An expected outcome, good or bad, as a value. `code` comes from a table of codes, never free text. */
export type Result<Value, Code extends string = string> = { readonly ok: true; readonly value: Value } | Failure<Code>;
/** `retryMs`: how long until the same may be tried again, where that is known. */
type Failure<Code extends string> = { readonly ok: false; readonly code: Code; readonly retryMs?: number };

export const ok = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value });
export const fail = <Code extends string>(code: Code, retryMs?: number): Failure<Code> => ({
  ok: false,
  code,
  ...(retryMs === undefined ? {} : { retryMs }),
});
