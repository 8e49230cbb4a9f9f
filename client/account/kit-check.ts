/** Which words of a kit are asked back. */
import type { Random } from '#crdt/base/random.ts';

/** Three different numbers from 0 up to, not including, `count` (at most 256), in ascending order, each triple as likely as any other. */
export function threeOf(count: number, random: Random): readonly number[] {
  const chosen = new Set<number>();
  // A byte beyond the last whole multiple of `count` is thrown away: otherwise small numbers would come more often.
  const bound = 256 - (256 % count);
  while (chosen.size < 3) {
    const [byte = 0] = random.bytes(1);
    if (byte < bound) chosen.add(byte % count);
  }
  return [...chosen].toSorted((a, b) => a - b);
}
