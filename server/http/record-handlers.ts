/** The handlers of sealed records. */
import type { RECORD_ROUTES } from '#server/contract/http-records.ts';
import type { createRecords } from '#server/records/records.ts';
import type { Handlers } from './handler.ts';

export type RecordServices = { readonly records: ReturnType<typeof createRecords> };

export const recordHandlers = ({ records }: RecordServices): Pick<Handlers, keyof typeof RECORD_ROUTES> => ({
  'GET /api/records': ({ account, query, from }) => records.list(account(), query, from),
  'POST /api/records': ({ account, body, from }) => records.create(account(), body, from),
  'GET /api/records/:record': ({ account, params, from }) => records.read(account(), params.record, from),
  'GET /api/records/:record/versions': ({ account, params, query, from }) => records.versions(account(), params.record, query, from),
  'POST /api/records/:record/versions': ({ account, params, body, from }) => records.write(account(), params.record, body, from),
  'POST /api/records/:record/delete': ({ account, params, from }) => records.delete(account(), params.record, from),
  'POST /api/records/:record/restore': ({ account, params, from }) => records.restore(account(), params.record, from),
});
