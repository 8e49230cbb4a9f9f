import type { DamagedCard } from '#client/store/record-cards.ts';
import { Banner } from '#client/ui/banner.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { faultWords } from './fault-words.ts';

/** Records that cannot be believed: said, never hidden, never opened. */
export function Damaged({ cards }: { cards: readonly DamagedCard[] }) {
  return (
    <>
      {cards.map(({ record, changedAt, fault }) => (
        <Banner key={record} kind="danger">
          A record last changed {dayAndTime(changedAt)}: {faultWords(fault)} It is not opened. Whoever runs the server finds it as {record}.
        </Banner>
      ))}
    </>
  );
}
