/** Rooms that have ended: read by the browsers of their host and of a participant with an account. Whoever saw more had read the whole of it. */
import type { Lines } from '#tests/support/tamper-lines.ts';

const SAME = 'as it was';
const DATED = 'with other dates';
const BROKEN = '! check-in broken';
const [NO, NONE] = ['! no_right', '! to the participant no_right'];
/** With the guest who was removed inside, and without what was written since. */
const OLDER = 'Tuesday/ended/Ada therapist+Robin participant+Wren participant/one+two/10/at home+not-asked to the host | ! no_right';
const WITHOUT_WREN = 'Tuesday/ended/Ada therapist+Robin participant/one+two+three+four/12/at home to the host';

export const ROOM_LINES: Lines = {
  rooms: [
    {
      columns: {
        id: 'not there',
        owner: 'not there by its check-ins to the host',
        host: NO,
        sealed_title: '! title',
        epoch: NO,
        status: 'Tuesday/open/Ada therapist+Robin participant+Wren participant (out)/one+two+three+four/12/at home to the host',
        locked: SAME,
        created_at: DATED,
        ended_at: DATED,
        turn_due: SAME,
      },
      dropped: 'not there',
      swapped: NO,
      older: OLDER,
    },
  ],
  members: [
    {
      of: 'the host',
      columns: {
        id: NO,
        room: NONE,
        owner: SAME,
        account: SAME,
        invite: 'not there in the list to the host',
        role: SAME,
        state: 'not there to the host',
        sign_public: SAME,
        box_public: SAME,
        statement: NO,
        signature: NO,
        admission: SAME,
        sealed_name: SAME,
        mac: SAME,
        since: SAME,
        sealed_check_in: SAME,
        sealed_root: 'not there in the list to the host',
      },
      dropped: NONE,
      swapped: NO,
      older: OLDER,
    },
    {
      of: 'a participant',
      columns: {
        id: NO,
        room: NO,
        owner: SAME,
        account: 'not there to the participant',
        invite: BROKEN,
        role: SAME,
        state: BROKEN,
        sign_public: BROKEN,
        box_public: BROKEN,
        statement: NO,
        signature: NO,
        admission: NONE,
        sealed_name: BROKEN,
        mac: BROKEN,
        since: SAME,
        sealed_check_in: BROKEN,
        sealed_root: NONE,
      },
      dropped: NO,
      swapped: NO,
      older: OLDER,
    },
    {
      of: 'a guest who was removed, and had written nothing',
      columns: {
        id: NO,
        room: WITHOUT_WREN,
        owner: SAME,
        account: SAME,
        invite: SAME,
        role: SAME,
        state: SAME,
        sign_public: SAME,
        box_public: SAME,
        statement: NO,
        signature: NO,
        admission: SAME,
        sealed_name: SAME,
        mac: SAME,
        since: SAME,
        sealed_check_in: SAME,
        sealed_root: SAME,
      },
      dropped: WITHOUT_WREN,
      swapped: NO,
      older: OLDER,
    },
  ],
  grants: [
    {
      of: 'to the host',
      columns: {
        room: SAME,
        epoch: NO,
        reader: NO,
        owner: SAME,
        account: SAME,
        granter: NO,
        sealed: NO,
        signature: NO,
        granted_at: SAME,
        revoked_at: NO,
      },
      dropped: NO,
      swapped: NO,
      older: OLDER,
    },
    {
      of: 'to a participant',
      columns: {
        room: SAME,
        epoch: NONE,
        reader: NONE,
        owner: SAME,
        account: SAME,
        granter: NONE,
        sealed: NONE,
        signature: NONE,
        granted_at: SAME,
        revoked_at: NONE,
      },
      dropped: NONE,
      swapped: NONE,
      older: OLDER,
    },
  ],
  epochs: [
    {
      columns: { room: NO, epoch: SAME, owner: SAME, statement: NO, signature: NO, made_at: SAME },
      dropped: NO,
      swapped: NO,
      older: OLDER,
    },
  ],
};

/** The sealed log of such a room: the last update, which the log ends with, one before it, and one that a snapshot stands for. */
const CUT =
  'Tuesday/ended/Ada therapist+Robin participant+Wren participant (out)/one+two+three/12/at home to the host | ! chat rolled-back';
const [GAP, CHAIN] = ['! chat counter-gap', '! chat chain-broken'];
const SEALED = '! chat malformed, ! chat does-not-open';

export const LOG_LINES: Lines = {
  updates: [
    {
      of: 'the last',
      columns: {
        room: CUT,
        seq: GAP,
        counter: SAME,
        at: SAME,
        size: SAME,
        doc: CUT,
        sender: SAME,
        digest: SAME,
        head: CHAIN,
        sealed: SEALED,
        epoch: CHAIN,
      },
      dropped: CUT,
      swapped: '! chat forked',
      older: CUT,
    },
    {
      of: 'one before it',
      columns: {
        room: GAP,
        seq: GAP,
        counter: SAME,
        at: SAME,
        size: CHAIN,
        doc: GAP,
        sender: SAME,
        digest: SAME,
        head: SAME,
        sealed: SEALED,
        epoch: GAP,
      },
      dropped: GAP,
      swapped: GAP,
      older: CUT,
    },
    {
      of: 'one that a snapshot stands for',
      columns: {
        room: SAME,
        seq: '! drawing counter-gap',
        counter: SAME,
        at: SAME,
        size: SAME,
        doc: SAME,
        sender: SAME,
        digest: SAME,
        head: SAME,
        sealed: SAME,
        epoch: SAME,
      },
      dropped: SAME,
      swapped: SAME,
      older: CUT,
    },
  ],
  snapshots: [
    {
      columns: {
        room: SAME,
        seq: '! drawing wrong-epoch',
        replaces: SAME,
        at: SAME,
        size: SAME,
        doc: SAME,
        sender: SAME,
        head: SAME,
        sealed: '! drawing malformed, ! drawing does-not-open',
        epoch: SAME,
      },
      dropped: SAME,
      swapped: '! drawing chain-broken',
      older: SAME,
    },
  ],
};
