/** A body of a contract row's own shape, read off its JSON Schema, so that what refuses it refuses the sender and not the shape. */
import { z } from 'zod';

type Schema = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  /** Ours (server/contract/shapes.ts): binary, of so many bytes. */
  readonly bytes?: readonly [number, number];
};

/**
 * What the shape takes, optional fields left out, ids fresh, bytes zero. Throws when it cannot think of one: then `textOf` below has
 * to learn the new pattern, or the test names a body itself.
 */
export function validBody(shape: z.ZodType): unknown {
  const schema = z.toJSONSchema(shape, { unrepresentable: 'any', io: 'input' }) as Schema;
  const value = valueOf(schema);
  const parsed = shape.safeParse(value);
  if (!parsed.success) throw new Error(`no valid body for ${JSON.stringify(schema)}: ${parsed.error.message}`);
  return value;
}

function valueOf(schema: Schema): unknown {
  if (schema.bytes !== undefined) return Buffer.alloc(schema.bytes[0]);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices?.[0] !== undefined) return valueOf(choices[0]);
  if (schema.format === 'uuid') return crypto.randomUUID();
  switch (schema.type) {
    case 'object': {
      const needed = (schema.required ?? []).map((name) => [name, valueOf(schema.properties?.[name] ?? {})] as const);
      return Object.fromEntries(needed);
    }
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => valueOf(schema.items ?? {}));
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, 0);
    case 'boolean':
      return false;
    case 'string':
      return textOf(schema);
    case undefined:
    default:
      return null;
  }
}

function textOf({ minLength = 0, maxLength = Infinity, pattern, format }: Schema): string {
  if (format === 'email') return 'nobody@example.org';
  if (format === 'uri') return 'https://example.org/';
  const signs = ['A', 'a', '0', '1', 'f', '-'];
  const lengths = [minLength, 4, 6, 8, 16, 32, 43, 64].filter((length) => length >= minLength && length <= maxLength);
  const fits = new RegExp(pattern ?? '');
  for (const length of lengths) {
    for (const sign of signs) if (fits.test(sign.repeat(length))) return sign.repeat(length);
  }
  throw new Error(`no text fits ${pattern}`);
}
