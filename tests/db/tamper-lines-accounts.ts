/** What opens an account and what it knows of others: read by signing in, by recovering, and by an account's own browser. */
import type { Lines } from '#tests/support/tamper-lines.ts';

const IN = 'signs in';
const KEYS = '! entry 2 account';
const WRONG = '! wrong_credentials';
const FACTOR = '! wrong_factor';

/** Whoever saw more is a browser that knew the newest version. */
export const ACCOUNT_LINES: Lines = {
  accounts: [
    {
      whole: IN,
      columns: {
        id: '! entry 0 account',
        email_sealed: '! internal',
        email_lookup: WRONG,
        roles: 'signs in as therapist',
        opaque_record: '! bad_shape',
        opaque_setup: WRONG,
        sign_public: KEYS,
        box_public: KEYS,
        wrapped_keyring: '! internal',
        short_password: IN,
        created_at: IN,
      },
      dropped: KEYS,
      swapped: KEYS,
      older: 'signs in by the old password',
    },
  ],
  pins: [
    {
      whole: 'knows two',
      columns: {
        account: 'not there | ! pins-rolled-back',
        version: '! pins-foreign',
        sealed: '! pins-foreign',
        at: 'knows two',
      },
      dropped: 'not there | ! pins-rolled-back',
      swapped: '! pins-foreign | ! pins-rolled-back',
      older: 'knows one | ! pins-rolled-back',
    },
  ],
  recovery_kits: [
    {
      whole: 'recovers',
      columns: { account: '! kit_wrong', proof_public: '! kit_wrong', wrapped_keyring: '! internal', made_at: 'recovers' },
      dropped: '! kit_wrong',
      swapped: '! kit_wrong',
      older: 'recovers by the old kit',
    },
  ],
  passkeys: [
    {
      whole: IN,
      columns: {
        id: FACTOR,
        account: FACTOR,
        public_key: FACTOR,
        sign_count: '! passkey_cloned',
        transports: IN,
        name_sealed: IN,
        wrapped_keyring: '! internal',
        made_at: IN,
        used_at: IN,
      },
      dropped: FACTOR,
      swapped: FACTOR,
      older: IN,
    },
  ],
};
