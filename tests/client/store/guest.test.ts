import { describe, expect, test } from 'vitest';
import type { InviteId } from '#crdt/base/ids.ts';
import { fail } from '#crdt/base/result.ts';
import { createGuestStore, type GuestDoor, type GuestEnd, type Held } from '#client/store/guest.ts';

const INVITE = '3f2c1a7e-1111-4222-8333-444455556666' as InviteId;

/** A door that answers `end` to whoever asks, over what a browser holds. */
function doorOf(held: Held, end: GuestEnd) {
  const kept = { held, asked: [] as string[] };
  const door: GuestDoor = {
    held: async () => kept.held,
    keep: async (_, secret) => void (kept.held = { secret, claimed: false }),
    forget: async () => void (kept.held = { secret: undefined, claimed: false }),
    ask: async ({ secret, name }) => {
      kept.asked.push(`${name}#${secret}`);
      return fail(end);
    },
  };
  return { door, kept };
}

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
    expect(reloaded.state.value).toEqual({ is: 'preparing', known: false });
  });

  test('[V6] a reload in the middle goes straight on; a new tab checks camera and microphone first', async () => {
    const { door, kept } = doorOf({ secret: 'half', claimed: true }, 'refused');
    await createGuestStore({ invite: INVITE, secret: undefined, door }).start(true);
    expect(kept.asked).toEqual(['#half']);
    const newTab = createGuestStore({ invite: INVITE, secret: undefined, door });
    await newTab.start(false);
    expect(newTab.state.value).toEqual({ is: 'preparing', known: true });
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
      await store.ask('Robin');
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
    expect(store.state.value).toEqual({ is: 'preparing', known: false });
    await store.ask('Robin');
    expect(kept.asked).toEqual(['Robin#other']);
  });
});
