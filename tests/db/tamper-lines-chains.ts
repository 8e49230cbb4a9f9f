/** The two chains that a command of the server verifies: the audit log and the key directory. */
import type { Lines } from '#tests/support/tamper-lines.ts';

const [HASH, MARK] = ['! entry 3 hash', '! entry 3 checkpoint'];

/** Read by `npm run audit:verify`; whoever saw more kept a checkpoint elsewhere (`--against`). */
const AUDIT: Lines = {
  audit: [
    {
      whole: 'intact',
      columns: {
        seq: '! entry 3 gap',
        at: HASH,
        actor: HASH,
        action: HASH,
        subject: HASH,
        outcome: HASH,
        ip_sealed: HASH,
        hash: HASH,
      },
      dropped: '! entry 3 gap',
      swapped: HASH,
      // Cut off with its checkpoint.
      older: 'intact | ! entry 6 checkpoint',
    },
  ],
  audit_checkpoints: [
    {
      whole: 'intact',
      columns: { seq: '! entry 1003 checkpoint', at: 'intact', hash: MARK, signature: MARK },
      dropped: 'intact',
      swapped: MARK,
      older: 'intact',
    },
  ],
};

/** Read by `npm run verify-keys` and by an account's own browser; whoever saw more is one that had seen the last entry. */
const DIRECTORY: Lines = {
  directory: [
    {
      whole: 'fits',
      columns: {
        seq: '! entry 3 gap',
        account: HASH,
        kind: HASH,
        sign_public: HASH,
        box_public: HASH,
        previous: HASH,
        at: HASH,
        self_signature: HASH,
        old_signature: HASH,
        tag: HASH,
        digest: HASH,
        hash: HASH,
      },
      dropped: '! entry 3 gap',
      swapped: HASH,
      // Cut off with its checkpoint and the account.
      older: 'fits | ! rolled-back',
    },
  ],
  directory_checkpoints: [
    {
      whole: 'fits',
      columns: { seq: MARK, at: MARK, hash: MARK, signature: MARK },
      dropped: MARK,
      swapped: MARK,
      older: '! entry 4 checkpoint',
    },
  ],
};

export const CHAIN_LINES: Lines = { ...AUDIT, ...DIRECTORY };
