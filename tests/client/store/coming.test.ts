import { describe, expect, test } from 'vitest';
import type { InviteId, RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { InviteWants } from '#client/room/look.ts';
import { createComing, type ComingDoor } from '#client/store/coming.ts';

const INVITE = '3f2c1a7e-1111-4222-8333-444455556666' as InviteId;
const ROOM = '3f2c1a7e-1111-4222-8333-444455557777' as RoomId;
const WANTS: InviteWants = { claimed: false, role: 'participant', asks: [], consentWords: '' };
const FORM = { name: false, role: 'participant', asks: [], consentWords: '' };

/** A door that answers what it is told, in turn, and remembers what it was asked. */
function doorOf(
  kept: string | undefined,
  joins: readonly Result<RoomId, ErrorCode>[],
  looks: readonly Result<InviteWants, ErrorCode>[] = [],
) {
  const [joined, looked] = [[...joins], [...looks]];
  const seen = { kept, asked: [] as string[] };
  const door: ComingDoor = {
    kept: async () => seen.kept,
    forget: async () => void (seen.kept = undefined),
    look: async () => looked.shift() ?? ok(WANTS),
    join: async (_, secret, { passcode = '' }) => {
      seen.asked.push(`${secret} ${passcode}`.trim());
      return joined.shift() ?? fail('internal');
    },
  };
  return { door, seen };
}

describe('coming with an account', () => {
  test('[V56] the link is what the page before handed over, or what rests here; without either it has to be opened again', async () => {
    for (const [secret, kept, used] of [
      ['handed', 'kept', 'handed'],
      [undefined, 'kept', 'kept'],
    ] as const) {
      const { door, seen } = doorOf(kept, [ok(ROOM)]);
      const store = createComing({ invite: INVITE, secret, door });
      await store.start();
      expect(store.state.value).toEqual({ is: 'preparing', wants: FORM, busy: false });
      await store.join({ name: '' });
      expect([store.state.value, seen.asked, seen.kept]).toEqual([{ is: 'joined', room: ROOM }, [used], undefined]);
    }
    const { door, seen } = doorOf(undefined, []);
    const store = createComing({ invite: INVITE, secret: undefined, door });
    await store.start();
    expect([store.state.value, seen.asked]).toEqual([{ is: 'incomplete' }, []]);
  });

  test('[V56] a link that was claimed leads its own account on, and tells everybody else', async () => {
    for (const [answer, state] of [
      [ok(ROOM), { is: 'joined', room: ROOM }],
      [fail('invite_used' as const), { is: 'over', why: 'invite_used' }],
    ] as const) {
      const { door } = doorOf('link', [answer], [ok({ ...WANTS, claimed: true })]);
      const store = createComing({ invite: INVITE, secret: undefined, door });
      await store.start();
      expect(store.state.value).toEqual(state);
    }
  });

  test('[V56] a wrong passcode keeps form and link, and says how many tries are left; what is over is forgotten', async () => {
    const wants = (triesLeft: number) => ok({ ...WANTS, passcode: { triesLeft } });
    const { door, seen } = doorOf('link', [fail('passcode_wrong'), fail('invite_closed')], [wants(2), wants(1)]);
    const store = createComing({ invite: INVITE, secret: undefined, door });
    await store.start();
    await store.join({ name: '', passcode: '1234' });
    expect(store.state.value).toEqual({
      is: 'preparing',
      wants: { ...FORM, passcode: { triesLeft: 1 } },
      busy: false,
      wrong: 'passcode_wrong',
    });
    expect(seen.kept).toBe('link');
    await store.join({ name: '', passcode: '1235' });
    expect([store.state.value, seen.kept]).toEqual([{ is: 'over', why: 'invite_closed' }, undefined]);
    expect(seen.asked).toEqual(['link 1234', 'link 1235']);
  });

  test('[V42] a link that rests is kept, and says for how long', async () => {
    const { door, seen } = doorOf('link', [fail('invite_paused', 60_000)], [fail('invite_paused', 120_000)]);
    const store = createComing({ invite: INVITE, secret: undefined, door });
    await store.start();
    expect([store.state.value, seen.kept]).toEqual([{ is: 'paused', forMs: 120_000 }, 'link']);
    await store.start();
    await store.join({ name: '' });
    expect([store.state.value, seen.kept]).toEqual([{ is: 'paused', forMs: 60_000 }, 'link']);
  });

  test('[V56] while the server cannot be asked nothing is lost', async () => {
    const { door, seen } = doorOf('link', [], [fail('not_ready')]);
    const store = createComing({ invite: INVITE, secret: undefined, door });
    await store.start();
    expect([store.state.value, seen.kept]).toEqual([{ is: 'unreachable' }, 'link']);
    await store.start();
    expect(store.state.value.is).toBe('preparing');
  });
});
