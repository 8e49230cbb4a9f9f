/** An expected outcome, good or bad, as a value. `code` comes from a table of codes, never free text. */
export type Result<Value, Code extends string = string> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly code: Code };

export const ok = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value });
export const fail = <Code extends string>(code: Code): { readonly ok: false; readonly code: Code } => ({ ok: false, code });
