/** Why a doc stopped: each one is something that a server or a member must not be able to do unnoticed. */
export type SyncFailure =
  /** Not sealed under the key of this room, doc and epoch, or changed on the way. */
  | 'does-not-open'
  | 'bad-signature'
  /** The sender is no member in that epoch, or it is a snapshot by somebody else than the host. */
  | 'not-a-member'
  /** Sealed under an epoch that was over at that place of the log, or that had not begun there. */
  | 'wrong-epoch'
  /** One or more updates of a sender are missing. */
  | 'counter-gap'
  /** A sender's counter, or its Yjs clocks, were used for two different things. */
  | 'equivocation'
  /** The updates do not lead to the head that the server says they do. */
  | 'chain-broken'
  /** The server's log is shorter than what this device has seen kept. */
  | 'rolled-back'
  /** Somebody was shown another history than this device. */
  | 'forked'
  /** An update holds structs of a Yjs client id that is not its sender's, or that two senders have. */
  | 'foreign-structs'
  /** Authentic, but no update that Yjs could take safely. */
  | 'malformed'
  /** The server will not keep what this device wrote. */
  | 'refused';
