/** Routes of the waiting room and of leaving it. */
import { z } from 'zod';
import { route } from './route-row.ts';

const none = z.object({});

export const WAITING_ROUTES = {
  /** "Leave now": ends whatever sign-ins the browser's cookies stand for. Public, since it must not ask anything first. */
  'POST /api/leave-now': route('public', none, none, 60),
} as const;
