/**
 * The one table of error codes. `blame` decides what follows: an outsider is dropped and counted, a member's fault
 * stops the doc and says so, ours closes and is logged. `retry` is what a client may do about it.
 */
export type Blame = 'outsider' | 'member' | 'us';
export type Retry = 'never' | 'later' | 'after-sign-in' | 'after-reload';
type Row = { readonly status: number; readonly blame: Blame; readonly retry: Retry; readonly meaning: string };

export const ERRORS = {
  bad_shape: { status: 400, blame: 'outsider', retry: 'never', meaning: 'The message is not of the shape the contract gives.' },
  too_large: { status: 413, blame: 'outsider', retry: 'never', meaning: 'The message is larger than the contract allows.' },
  too_fast: { status: 429, blame: 'outsider', retry: 'later', meaning: 'More messages in this time than the contract allows.' },
  unknown_message: { status: 404, blame: 'outsider', retry: 'never', meaning: 'No such message or route.' },
  not_signed_in: { status: 401, blame: 'outsider', retry: 'after-sign-in', meaning: 'There is no valid sign-in.' },
  wrong_credentials: { status: 401, blame: 'outsider', retry: 'later', meaning: 'The e-mail address and password do not belong together.' },
  wrong_factor: { status: 401, blame: 'outsider', retry: 'later', meaning: 'The second factor shown is wrong, used or out of time.' },
  account_locked: {
    status: 429,
    blame: 'outsider',
    retry: 'later',
    meaning: 'Too many failed sign-ins from unknown devices; a known device or a passkey still gets in.',
  },
  address_locked: { status: 429, blame: 'outsider', retry: 'later', meaning: 'Too many failed sign-ins from this network.' },
  passkey_cloned: {
    status: 401,
    blame: 'outsider',
    retry: 'never',
    meaning: "The passkey's counter went back: there may be a copy of it.",
  },
  password_needed: { status: 409, blame: 'outsider', retry: 'never', meaning: 'This passkey cannot unlock the keys by itself.' },
  factor_needed: { status: 403, blame: 'outsider', retry: 'never', meaning: "The account's roles ask for a second factor first." },
  proof_needed: { status: 403, blame: 'outsider', retry: 'later', meaning: 'The password or a passkey has to be shown anew for this.' },
  last_factor: { status: 409, blame: 'outsider', retry: 'never', meaning: "The account's roles ask for at least one second factor." },
  kit_wrong: {
    status: 401,
    blame: 'outsider',
    retry: 'later',
    meaning: 'E-mail address and recovery kit do not belong together, or the kit was replaced.',
  },
  reset_over: {
    status: 410,
    blame: 'outsider',
    retry: 'never',
    meaning: 'There is no such reset, it is not for this address, or it was used, replaced or has expired.',
  },
  changed_meanwhile: { status: 409, blame: 'outsider', retry: 'later', meaning: 'The same was changed elsewhere in this very moment.' },
  no_right: { status: 403, blame: 'outsider', retry: 'never', meaning: 'This sign-in may not do that.' },
  not_found: { status: 404, blame: 'outsider', retry: 'never', meaning: 'There is nothing here that this sign-in may see.' },
  wrong_origin: { status: 403, blame: 'outsider', retry: 'never', meaning: 'The request came from another site.' },
  already_set_up: { status: 409, blame: 'outsider', retry: 'never', meaning: 'This practice has its first admin already.' },
  set_up_code: {
    status: 403,
    blame: 'outsider',
    retry: 'never',
    meaning: 'Setting up from another machine needs the code that the server printed at its start.',
  },
  invite_unknown: { status: 404, blame: 'outsider', retry: 'never', meaning: 'This invitation does not exist or its link is incomplete.' },
  invite_used: { status: 409, blame: 'outsider', retry: 'never', meaning: 'This invitation was already used.' },
  invite_over: { status: 410, blame: 'outsider', retry: 'never', meaning: 'This invitation has expired or was taken back.' },
  invite_closed: {
    status: 410,
    blame: 'outsider',
    retry: 'never',
    meaning: 'This invitation was closed after too many wrong passcodes.',
  },
  passcode_wrong: { status: 403, blame: 'outsider', retry: 'later', meaning: 'The passcode of this invitation is missing or not right.' },
  own_room: { status: 409, blame: 'outsider', retry: 'never', meaning: 'The invitation leads to a room of the account itself.' },
  check_in_needed: { status: 409, blame: 'outsider', retry: 'later', meaning: 'This invitation asks for a check-in before anybody waits.' },
  taken: { status: 409, blame: 'outsider', retry: 'never', meaning: 'This name, id or address is already in use.' },
  keys_changed: { status: 409, blame: 'outsider', retry: 'after-reload', meaning: "The account's keys were changed meanwhile." },
  pins_changed: { status: 409, blame: 'outsider', retry: 'later', meaning: 'Another device changed what is confirmed meanwhile.' },
  room_ended: { status: 409, blame: 'outsider', retry: 'never', meaning: 'The room has ended: it can be read, not written.' },
  keys_unconfirmed: {
    status: 409,
    blame: 'member',
    retry: 'later',
    meaning: 'The keys of whoever shared this are not confirmed on this account.',
  },
  own_account: { status: 409, blame: 'outsider', retry: 'never', meaning: 'Nobody does this to their own account.' },
  last_admin: { status: 409, blame: 'outsider', retry: 'never', meaning: 'The practice needs an admin who can sign in.' },
  turn_due: { status: 409, blame: 'outsider', retry: 'later', meaning: "The room's key has to turn first: somebody in it is out." },
  room_open: { status: 409, blame: 'outsider', retry: 'later', meaning: 'The room is still open: it has to end first.' },
  room_full: { status: 409, blame: 'outsider', retry: 'later', meaning: 'The room holds as many people as it may.' },
  room_locked: {
    status: 423,
    blame: 'outsider',
    retry: 'later',
    meaning: 'Nobody new comes into this room until its therapist unlocks it.',
  },
  wrong_room: { status: 403, blame: 'member', retry: 'never', meaning: 'The sealed header names another room.' },
  wrong_sender: {
    status: 403,
    blame: 'member',
    retry: 'never',
    meaning: "The sealed header names a sender that is not this connection's.",
  },
  wrong_epoch: { status: 409, blame: 'member', retry: 'after-reload', meaning: 'The sealed header names an epoch that is not current.' },
  counter_gap: { status: 409, blame: 'member', retry: 'after-reload', meaning: "The sender's counter skipped one or more updates." },
  counter_reused: { status: 409, blame: 'member', retry: 'never', meaning: 'Another update with this counter is already kept.' },
  snapshot_mismatch: {
    status: 409,
    blame: 'member',
    retry: 'after-reload',
    meaning: "The snapshot does not stand at a head of this doc's log.",
  },
  doc_not_open: { status: 409, blame: 'member', retry: 'after-reload', meaning: 'The doc must be opened before it is written.' },
  call_state: { status: 409, blame: 'member', retry: 'later', meaning: 'The call has no such transport, producer or consumer.' },
  call_codec: { status: 409, blame: 'member', retry: 'never', meaning: 'Only VP8 and Opus are carried.' },
  not_ready: {
    status: 503,
    blame: 'us',
    retry: 'later',
    meaning: 'The server is starting, stopping or has lost its database for a moment.',
  },
  internal: { status: 500, blame: 'us', retry: 'later', meaning: 'Something failed on the server; it is logged there.' },
} as const satisfies Record<string, Row>;

export type ErrorCode = keyof typeof ERRORS;
