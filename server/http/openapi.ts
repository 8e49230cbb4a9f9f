/** The HTTP API as an OpenAPI 3.1 document, printed from the contract's rows. */
import { z } from 'zod';
import { ERRORS } from '#server/contract/errors.ts';
import { ROUTES } from '#server/contract/http.ts';

const schema = (shape: z.ZodType): object => z.toJSONSchema(shape, { unrepresentable: 'any', io: 'input' });
const content = (shape: object) => ({ 'application/json': { schema: shape } });

/** One entry for each parameter of the query; its shape is always a plain object. */
function queryOf(shape: z.ZodType): object[] {
  const { properties = {}, required = [] } = schema(shape) as {
    readonly properties?: Readonly<Record<string, object>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, each]) => ({ name, in: 'query', required: required.includes(name), schema: each }));
}

export function openApi(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, row] of Object.entries(ROUTES)) {
    const [method = '', path = ''] = name.split(' ');
    const template = path.replaceAll(/:(\w+)/g, '{$1}');
    const ids = [...path.matchAll(/:(\w+)/g)].map(([, id]) => ({
      name: id,
      in: 'path',
      required: true,
      schema: { type: 'string', format: 'uuid' },
    }));
    const parameters = [...ids, ...queryOf(row.query)];
    (paths[template] ??= {})[method.toLowerCase()] = {
      operationId: name,
      description: `Right: ${row.right}. At most ${row.perMinute} a minute.`,
      ...(parameters.length > 0 ? { parameters } : {}),
      ...(method === 'GET' ? {} : { requestBody: { required: true, content: content(schema(row.body)) } }),
      responses: {
        200: { description: 'It went well.', content: content(schema(row.reply)) },
        ...(method === 'GET' ? { 304: { description: 'As it was when this `ETag` was given (If-None-Match).' } } : {}),
        default: {
          description: 'Refused: a problem (RFC 9457) with a code.',
          headers: {
            'Retry-After': { description: 'Seconds until it may be tried again, where that is known.', schema: { type: 'integer' } },
          },
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    };
  }
  return { openapi: '3.1.0', info: { title: 'Holdspace', version }, paths, components: { schemas: { Problem: PROBLEM } } };
}

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'retry'],
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(ERRORS) },
    retry: { type: 'string', enum: ['never', 'later', 'after-sign-in', 'after-reload'] },
  },
};
