/** Sealed records: read by the browsers of their owner and of whoever was given a copy. Whoever saw more had seen the newest version. */
import type { Lines } from '#tests/support/tamper-lines.ts';

const [OPEN, DATED] = ['third', 'third with other dates'];
const ACCOUNTED = 'copy accounted for otherwise';

export const RECORD_LINES: Lines = {
  records: [
    {
      whole: OPEN,
      columns: {
        id: 'not there',
        kind: '! other-record',
        owner: 'not there, ! other-record',
        subject: 'not there, ! other-record',
        parent: 'third, ! other-record',
        version: 'not there',
        head: OPEN,
        closed: OPEN,
        created_at: DATED,
        changed_at: DATED,
        deleted_at: 'in the bin',
      },
      dropped: 'not there',
      swapped: '! other-record',
      older: 'second | ! rolled-back',
    },
  ],
  record_versions: [
    {
      whole: OPEN,
      columns: {
        record: 'not there',
        version: 'not there',
        owner: 'not there',
        author: OPEN,
        statement: '! other-record, ! unknown-author, ! bad-signature',
        signature: '! bad-signature',
        sealed: '! changed',
        made_at: DATED,
      },
      dropped: 'not there',
      swapped: '! history does-not-follow | ! rolled-back',
      older: 'second | ! rolled-back',
    },
    {
      of: 'one before the newest',
      whole: OPEN,
      columns: {
        record: '! history does-not-follow',
        version: '! history does-not-follow',
        owner: '! history does-not-follow',
        author: OPEN,
        statement: '! history other-record, ! history unknown-author, ! history bad-signature',
        signature: '! history bad-signature',
        sealed: '! history changed',
        made_at: DATED,
      },
      dropped: '! history does-not-follow',
      swapped: '! history other-record',
      older: 'second | ! rolled-back',
    },
  ],
  record_grants: [
    {
      of: 'to oneself',
      whole: OPEN,
      columns: {
        record: '! no-key',
        reader: '! no-key',
        owner: OPEN,
        granter: '! no-key',
        sealed: '! no-key',
        signature: '! no-key',
        granted_at: OPEN,
        revoked_at: '! no-key',
        basis: OPEN,
        until: OPEN,
      },
      dropped: '! no-key',
      swapped: '! no-key',
      older: OPEN,
    },
    {
      of: 'to somebody else',
      whole: 'copy',
      columns: {
        record: 'not there',
        reader: 'not there',
        owner: ACCOUNTED,
        granter: '! no-key',
        sealed: '! no-key',
        signature: '! no-key',
        granted_at: ACCOUNTED,
        revoked_at: 'not there',
        basis: ACCOUNTED,
        until: 'copy until another day',
      },
      dropped: 'not there',
      swapped: '! no-key',
      older: 'copy and what was taken back',
    },
  ],
};
