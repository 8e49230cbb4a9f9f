import { describe, expect, test } from 'vitest';
import type { InviteId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { InviteWants } from '#client/room/look.ts';
import { createGuestStore, type GuestDoor, type GuestEnd, type Held } from '#client/store/guest.ts';

const INVITE = '3f2c1a7e-1111-4222-8333-444455556666' as InviteId;

const WANTS: InviteWants = { claimed: false, role: 'participant', asks: [], consentWords: '' };

/** A door that answers `end` to whoever asks, over what a browser holds. */
function doorOf(held: Held, end: GuestEnd) {
  const kept = { held, signedIn: false, asked: [] as string[], looked: [] as Result<InviteWants, ErrorCode>[] };
  const door: GuestDoor = {
    held: async () => kept.held,
    keep: async (_, secret) => void (kept.held = { secret, claimed: false }),
    signedIn: async () => kept.signedIn,
    forget: async () => void (kept.held = { secret: undefined, claimed: false }),
    look: async () => kept.looked.shift() ?? ok(WANTS),
    ask: async ({ secret, name }) => {
      kept.asked.push(`${name}#${secret}`);
      return fail(end);
    },
  };
  return { door, kept };
}

const FORM = { name: true, role: 'participant', asks: [], consentWords: '' };
const nothing: Held = { secret: undefined, claimed: false };

describe('guest', () => {
  test('[V2] a link without its second half says so and asks nobody', async () => {
    const { door, kept } = doorOf(nothing, 'invite_unknown');
    const store = createGuestStore({ invite: INVITE, secret: undefined, door });
    await store.start(false);
    expect(store.state.value).toEqual({ is: 'incomplete' });
    expect(kept.asked).toEqual([]);
  });

  test('[V2] the secret is kept before anything is asked, so a reload finds it', async () => {
    const { door, kept } = doorOf(nothing, 'invite_unknown');
    await createGuestStore({ invite: INVITE, secret: 'half', door }).start(false);
    expect(kept.held.secret).toBe('half');
    const reloaded = createGuestStore({ invite: INVITE, secret: undefined, door });
    await reloaded.start(false);
    expect(reloaded.state.value).toEqual({ is: 'preparing', wants: FORM, busy: false });
  });

  test('[V6] a reload in the middle goes straight on; a new tab checks camera and microphone first', async () => {
    const { door, kept } = doorOf({ secret: 'half', claimed: true }, 'refused');
    await createGuestStore({ invite: INVITE, secret: undefined, door }).start(true);
    expect(kept.asked).toEqual(['#half']);
    const newTab = createGuestStore({ invite: INVITE, secret: undefined, door });
    await newTab.start(false);
    expect(newTab.state.value).toEqual({ is: 'preparing', wants: { ...FORM, name: false }, busy: false });
  });

  test('[V8] the end is said once nothing of it is left in this browser', async () => {
    const { door } = doorOf(nothing, 'ended');
    const forgotten = Promise.withResolvers<void>();
    const store = createGuestStore({ invite: INVITE, secret: 'half', door: { ...door, forget: () => forgotten.promise } });
    await store.start(false);
    const asked = store.ask({ name: 'Robin' });
    // As many turns as the door could need for its answer.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    expect(store.state.value.is).not.toBe('over');
    forgotten.resolve();
    await asked;
    expect(store.state.value).toEqual({ is: 'over', why: 'ended' });
  });

  test('[V8] what ends for good is forgotten; what may pass can be tried again', async () => {
    for (const [end, secret] of [
      ['ended', undefined],
      ['invite_over', undefined],
      ['left', undefined],
      ['not_ready', 'half'],
    ] as const) {
      const { door, kept } = doorOf(nothing, end);
      const store = createGuestStore({ invite: INVITE, secret: 'half', door });
      await store.start(false);
      await store.ask({ name: 'Robin' });
      expect(kept.held.secret).toBe(secret);
      expect(store.state.value.is).toBe(end === 'not_ready' ? 'preparing' : 'over');
    }
  });

  test('[V2] the same link opened again in the same page begins anew, also after leaving', async () => {
    const { door, kept } = doorOf(nothing, 'invite_over');
    const store = createGuestStore({ invite: INVITE, secret: 'half', door });
    await store.start(false);
    await store.leave();
    expect(store.state.value).toEqual({ is: 'over', why: 'left' });
    await store.opened('other');
    expect(store.state.value).toEqual({ is: 'preparing', wants: FORM, busy: false });
    await store.ask({ name: 'Robin' });
    expect(kept.asked).toEqual(['Robin#other']);
  });

  test('[V42] the form asks what the invite wants; a wrong passcode says how many tries are left and keeps the form', async () => {
    const { door, kept } = doorOf(nothing, 'passcode_wrong');
    const consentWords = 'We meet by video.';
    const wants = (triesLeft: number): InviteWants => ({
      claimed: false,
      role: 'participant',
      asks: ['phone', 'consent'],
      consentWords,
      passcode: { triesLeft },
    });
    kept.looked.push(ok(wants(5)), ok(wants(4)), fail('invite_closed'));
    const store = createGuestStore({ invite: INVITE, secret: 'half', door });
    await store.start(false);
    const form = { name: true, role: 'participant', asks: ['phone', 'consent'], consentWords };
    expect(store.state.value).toEqual({ is: 'preparing', wants: { ...form, passcode: { triesLeft: 5 } }, busy: false });
    const asking = store.ask({ name: 'Robin', passcode: '4815' });
    expect(store.state.value).toMatchObject({ is: 'preparing', busy: true });
    await asking;
    expect(store.state.value).toEqual({
      is: 'preparing',
      wants: { ...form, passcode: { triesLeft: 4 } },
      busy: false,
      wrong: 'passcode_wrong',
    });
    await store.ask({ name: 'Robin', passcode: '4816' });
    expect(store.state.value).toEqual({ is: 'over', why: 'invite_closed' });
    expect(kept.held.secret).toBeUndefined();
  });

  test('[V42] a link that was used, has expired or is closed says so before anything is asked', async () => {
    for (const looked of [ok({ ...WANTS, claimed: true }), fail('invite_over' as const), fail('invite_closed' as const)]) {
      const { door, kept } = doorOf(nothing, 'not_ready');
      kept.looked.push(looked);
      const store = createGuestStore({ invite: INVITE, secret: 'half', door });
      await store.start(false);
      expect(store.state.value).toEqual({ is: 'over', why: looked.ok ? 'invite_used' : looked.code });
      expect(kept.asked).toEqual([]);
    }
  });

  test('[V42] a link that rests says for how long, keeps what it opens with, and is tried again', async () => {
    const { door, kept } = doorOf(nothing, 'not_ready');
    kept.looked.push(fail('invite_paused', 1_380_000), ok(WANTS));
    const store = createGuestStore({ invite: INVITE, secret: 'half', door: { ...door, ask: async () => fail('invite_paused', 60_000) } });
    await store.start(false);
    expect([store.state.value, kept.held.secret]).toEqual([{ is: 'paused', forMs: 1_380_000 }, 'half']);
    await store.start(false);
    expect(store.state.value).toEqual({ is: 'preparing', wants: FORM, busy: false });
    await store.ask({ name: 'Robin' });
    expect([store.state.value, kept.held.secret]).toEqual([{ is: 'paused', forMs: 60_000 }, 'half']);
  });

  test('[V42] while the server cannot be asked, the page waits for another try and forgets nothing', async () => {
    const { door, kept } = doorOf(nothing, 'not_ready');
    kept.looked.push(fail('not_ready'));
    const store = createGuestStore({ invite: INVITE, secret: 'half', door });
    await store.start(false);
    expect(store.state.value).toEqual({ is: 'unreachable' });
    expect(kept.held.secret).toBe('half');
    await store.start(false);
    expect(store.state.value).toEqual({ is: 'preparing', wants: FORM, busy: false });
  });

  test('[V56] an account that is signed in here is offered, and gets the link; nothing more is done with it here', async () => {
    const { door, kept } = doorOf(nothing, 'not_ready');
    kept.signedIn = true;
    const store = createGuestStore({ invite: INVITE, secret: 'half', door });
    expect(store.signedIn.value).toBe(false);
    await store.start(false);
    expect(store.signedIn.value).toBe(true);
    expect(store.handOver()).toBe('half');
    expect([kept.asked, kept.held.secret]).toEqual([[], 'half']);
  });
});
