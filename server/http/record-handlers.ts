/** The handlers of sealed records, and of giving copies of them to others. */
import type { RECORD_ROUTES } from '#server/contract/http-records.ts';
import type { RETENTION_ROUTES } from '#server/contract/http-retention.ts';
import type { SHARING_ROUTES } from '#server/contract/http-sharing.ts';
import type { RecordServices } from '#server/records/services.ts';
import type { Handlers } from './handler.ts';

export const recordHandlers = ({
  records,
  sharing,
  retention,
}: RecordServices): Pick<Handlers, keyof typeof RECORD_ROUTES | keyof typeof SHARING_ROUTES | keyof typeof RETENTION_ROUTES> => ({
  'GET /api/records': ({ account, query, from }) => records.list(account(), query, from),
  'POST /api/records': ({ account, body, from }) => records.create(account(), body, from),
  'GET /api/records/:record': ({ account, params, from }) => records.read(account(), params.record, from),
  'GET /api/records/:record/versions': ({ account, params, query, from }) => records.versions(account(), params.record, query, from),
  'POST /api/records/:record/versions': ({ account, params, body, from }) => records.write(account(), params.record, body, from),
  'POST /api/records/:record/delete': ({ account, params, from }) => records.delete(account(), params.record, from),
  'POST /api/records/:record/restore': ({ account, params, from }) => records.restore(account(), params.record, from),
  'POST /api/records/:record/share': ({ account, params, body, from }) => sharing.share(account(), params.record, body, from),
  'POST /api/records/:record/unshare': ({ account, params, body, from }) => sharing.unshare(account(), params.record, body, from),
  'GET /api/shares': ({ account, query, from }) => sharing.given(account(), query, from),
  'GET /api/shared': ({ account, query, from }) => sharing.shared(account(), query, from),
  'GET /api/shared/:record': ({ account, params, from }) => sharing.sharedOne(account(), params.record, from),
  'GET /api/admin/retention': ({ account, from }) => retention.list(account(), from),
  'GET /api/records/:record/accesses': ({ account, params, query, from }) => sharing.accesses(account(), params.record, query, from),
});
