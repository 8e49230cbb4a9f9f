import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { DOC_NAMES, type DocName } from '#crdt/base/docs.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import type * as Y from 'yjs';
import type { DocFailure, DocState, Guest, LeftOut, Link, Member, Participant, WhoMay } from '#client/room/types.ts';
import { createUndoings, followed } from './watched.ts';

/** What the mark in the corner says about what was made here. */
export type Kept = 'saved' | 'saving' | 'waiting';

export type RoomStore = {
  readonly participant: Participant;
  readonly title: ReadonlySignal<string>;
  readonly link: ReadonlySignal<Link>;
  readonly members: ReadonlySignal<readonly Member[]>;
  readonly guests: ReadonlySignal<readonly Guest[]>;
  readonly words: ReadonlySignal<readonly string[] | undefined>;
  /** For the host: members whose words were found the same. */
  readonly confirmed: ReadonlySignal<ReadonlySet<MemberId>>;
  /** For the host: who is here and with whom the words were not read out yet. */
  readonly unconfirmed: ReadonlySignal<readonly Member[]>;
  readonly ended: ReadonlySignal<boolean>;
  /** Own updates that are not yet kept by the server. */
  readonly unkept: ReadonlySignal<number>;
  readonly kept: ReadonlySignal<Kept>;
  /** How much of both docs has come in, 0 to 1; undefined once both are there. */
  readonly opening: ReadonlySignal<number | undefined>;
  /** The drawing; another one after it was read anew. */
  readonly drawing: ReadonlySignal<Y.Doc>;
  readonly failed: ReadonlySignal<readonly { readonly doc: DocName; readonly reason: DocFailure }[]>;
  readonly host: boolean;
  readonly leftOut: ReadonlySignal<LeftOut>;
  /** Guests being admitted or refused just now, and members being removed, so that a second press does nothing. */
  readonly deciding: ReadonlySignal<ReadonlySet<MemberId | 'everybody'>>;
  /** Resolves with the name of who made room, if anybody did. */
  admit(guest: MemberId): Promise<string | undefined>;
  refuse(guest: MemberId): Promise<void>;
  confirmKeys(guest: MemberId): Promise<void>;
  remove(member: MemberId): Promise<void>;
  sendBack(member: MemberId): Promise<void>;
  readonly locked: ReadonlySignal<boolean>;
  lock(locked: boolean): Promise<void>;
  /** As the participant's; busy as 'everybody'. */
  decide(right: DocName, who: WhoMay): Promise<void>;
  /** As the participant's; busy as 'everybody', or as that member. */
  allow(whom: MemberId | 'everybody', right: DocName, given: boolean): Promise<void>;
  /** Whether this device's own member may write there now. */
  readonly mayDraw: ReadonlySignal<boolean>;
  readonly mayChat: ReadonlySignal<boolean>;
  /** Whether this device's own member only observes. */
  readonly observing: ReadonlySignal<boolean>;
  close(): void;
};

/** The state of a joined room as signals. `participant` stays its maker's to close. */
export function createRoomStore(participant: Participant): RoomStore {
  const undoings = createUndoings();
  const link = followed(participant.link, undoings);
  const unkept = followed(participant.unkept, undoings);
  const states = DOC_NAMES.map((doc) => ({ doc, state: followed(participant.docStates[doc], undoings) }));
  const status = followed(participant.status, undoings);
  const members = followed(participant.members, undoings);
  const drawing = signal(participant.docs.drawing);
  undoings.add(participant.docStates.drawing.subscribe(() => void (drawing.value = participant.docs.drawing)));
  const confirmed = followed(participant.confirmed, undoings);
  const host = participant.members.value.some((member) => member.you && member.role === 'therapist');
  const deciding = signal<ReadonlySet<MemberId | 'everybody'>>(new Set());
  const decide = async <Whom extends MemberId | 'everybody'>(guest: Whom, decision: (guest: Whom) => Promise<void>): Promise<void> => {
    if (deciding.value.has(guest)) return;
    deciding.value = new Set([...deciding.value, guest]);
    try {
      await decision(guest);
    } finally {
      deciding.value = new Set([...deciding.value].filter((other) => other !== guest));
    }
  };
  return {
    participant,
    title: followed(participant.title, undoings),
    link,
    members,
    guests: followed(participant.guests, undoings),
    words: followed(participant.safetyWords, undoings),
    confirmed,
    unconfirmed: computed(() => (host ? members.value.filter(({ id, you, here }) => here && !you && !confirmed.value.has(id)) : [])),
    ended: computed(() => status.value === 'ended'),
    unkept,
    kept: computed(() => {
      if (unkept.value === 0) return 'saved';
      return link.value.is === 'connected' ? 'saving' : 'waiting';
    }),
    opening: computed(() => openingPart(states.map(({ state }) => state.value))),
    drawing,
    failed: computed(() => states.flatMap(({ doc, state }) => (state.value.is === 'failed' ? [{ doc, reason: state.value.reason }] : []))),
    host,
    leftOut: followed(participant.leftOut, undoings),
    deciding,
    async admit(guest) {
      let letGo: string | undefined;
      await decide(guest, async (who) => void (letGo = await participant.admit(who)));
      return letGo;
    },
    confirmKeys: (guest) => decide(guest, (who) => participant.confirmKeys(who)),
    refuse: (guest) => decide(guest, (who) => participant.refuse(who)),
    remove: (member) => decide(member, (who) => participant.remove(who)),
    sendBack: (member) => decide(member, (who) => participant.sendBack(who)),
    locked: followed(participant.locked, undoings),
    lock: (locked) => decide('everybody', () => participant.lock(locked)),
    decide: (right, who) => decide('everybody', () => participant.decide(right, who)),
    allow: (whom, right, given) => decide(whom, () => participant.allow(whom, right, given)),
    mayDraw: computed(() => members.value.some(({ you, may }) => you && may.drawing)),
    mayChat: computed(() => members.value.some(({ you, may }) => you && may.chat)),
    observing: computed(() => members.value.some(({ you, role }) => you && role === 'observer')),
    close: () => undoings.close(),
  };
}

/** The least finished part of the docs that are still opening. */
export function openingPart(states: readonly DocState[]): number | undefined {
  const parts = states.flatMap((state) => (state.is === 'opening' ? [state.total === 0 ? 0 : state.received / state.total] : []));
  return parts.length === 0 ? undefined : Math.min(...parts);
}
