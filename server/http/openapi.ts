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
        default: { description: 'Refused, with a code.', content: content({ $ref: '#/components/schemas/Error' }) },
      },
    };
  }
  const error = { type: 'object', required: ['error'], properties: { error: { type: 'string', enum: Object.keys(ERRORS) } } };
  return { openapi: '3.1.0', info: { title: 'Holdspace', version }, paths, components: { schemas: { Error: error } } };
}
