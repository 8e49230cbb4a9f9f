import { describe, expect, test } from 'vitest';
import { pathOf, routeOf } from '#client/store/route.ts';

const ID = '3f2c1a7e-1111-4222-8333-444455556666';

describe('route', () => {
  test('[V2] each screen has one path, and the path leads back to it', () => {
    for (const path of ['/', '/admin', '/welcome', '/recover', '/reset', `/room/${ID}`, `/join/${ID}`, `/come/${ID}`]) {
      const route = routeOf(path);
      expect(route.at === 'nowhere' ? undefined : pathOf(route)).toBe(path);
    }
  });

  test('[V2] what is no path of ours leads nowhere', () => {
    for (const path of ['/x', '/room', '/room/1', `/join/${ID}/more`, `/other/${ID}`, `/room/${ID.toUpperCase()}`]) {
      expect(routeOf(path)).toEqual({ at: 'nowhere' });
    }
  });
});
