/** Every bound of the contract in one place. Units stand in the names. */
export const LIMITS = {
  /** One sealed update; a stroke is well under 64 KiB. */
  sealedUpdateBytes: 256 * 1024,
  /** One sealed snapshot of a whole doc. */
  sealedSnapshotBytes: 32 * 1024 * 1024,
  /** One sealed presence message. */
  sealedPresenceBytes: 16 * 1024,
  /** A sealed name, title or statement. */
  sealedTextBytes: 4096,
  /** Whose keys an account confirmed. */
  sealedPinsBytes: 32 * 1024,
  /** What Socket.IO accepts in one message, snapshots included. */
  socketMessageBytes: 33 * 1024 * 1024,
  httpBodyBytes: 64 * 1024,
  membersPerRoom: 12,
  /** Tabs that may be connected under one sign-in: more than anybody keeps open, and few enough that one cookie cannot fill the server. */
  connectionsPerSignIn: 16,
  /** Connected and waiting at once; whoever is inside has their place besides. */
  waitingPerRoom: 24,
  devicesPerMember: 4,
  /** How long the log waits between room/turning and room/turn. */
  turningMs: 5000,
  /** A right given or taken turns an epoch. */
  epochsPerRoom: 4096,
  /** The practice's own words to whoever waits, and those whose consent is asked. */
  waitingWordsChars: 600,
  consentWordsChars: 2000,
  /** With that many wrong passcodes an invite closes. */
  passcodeTries: 5,
  inviteDefaultLifeMs: 7 * 24 * 60 * 60 * 1000,
  signInLifeMs: 12 * 60 * 60 * 1000,
  /** How long after the password (or a passkey) was shown a sign-in may change what protects the account. */
  proofLifeMs: 5 * 60 * 1000,
  /** From the right password to the second factor. */
  factorAttemptLifeMs: 5 * 60 * 1000,
  factorTriesPerAttempt: 5,
  /** Wrong codes of one account, whatever the attempt: so many within a quarter of an hour, so many within a day. */
  factorFailuresPerQuarter: 10,
  factorFailuresPerDay: 30,
  passkeysPerAccount: 20,
  /** From one step of changing a password or recovering to the next. */
  recoveryStepLifeMs: 5 * 60 * 1000,
  /** How long an admin's link to reset a lost password holds. */
  resetLifeMs: 24 * 60 * 60 * 1000,
  /** Times of one appointment that are told ahead: a year of every working day. */
  timesPerAppointment: 400,
  /** Times that a calendar holds: the next ones. */
  timesPerCalendar: 2000,
  /** One chunk of the tail streamed to somebody who joins. */
  tailChunkBytes: 512 * 1024,
} as const;
