/** Everything that the routes of records are answered by. */
import type { AccessDeps } from '#server/access/deps.ts';
import { createRecords } from './records.ts';
import { createRetention } from './retention.ts';
import { createSharing } from './sharing.ts';

export const createRecordServices = (deps: AccessDeps) => ({
  records: createRecords(deps),
  sharing: createSharing(deps),
  retention: createRetention(deps),
});
export type RecordServices = ReturnType<typeof createRecordServices>;
