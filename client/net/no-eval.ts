/** Imported before any shape is made: zod then never tries to compile one, which our content security policy would refuse aloud. */
import { config } from 'zod';

config({ jitless: true });
