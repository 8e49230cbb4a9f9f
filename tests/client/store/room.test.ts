import { describe, expect, test } from 'vitest';
import { openingPart } from '#client/store/room.ts';

describe('room store', () => {
  test('[V6] what still comes in is the least finished of both docs, and nothing once both are there', () => {
    expect(
      openingPart([
        { is: 'opening', received: 1, total: 4 },
        { is: 'opening', received: 3, total: 4 },
      ]),
    ).toBe(0.25);
    expect(openingPart([{ is: 'opening', received: 0, total: 0 }, { is: 'live' }])).toBe(0);
    expect(openingPart([{ is: 'live' }, { is: 'failed', reason: 'forked' }])).toBeUndefined();
  });
});
