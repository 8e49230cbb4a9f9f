import type { CheckInView } from '#client/room/check-in.ts';

/** What of a check-in should be seen without opening it. */
export function concern(view: CheckInView): string {
  if (view.is === 'not-asked') return '';
  if (view.is === 'missing') return ': not answered';
  if (view.is === 'broken') return ': cannot be read';
  const { alone, consent } = view.answers;
  const said = [
    alone === false && 'not alone',
    consent?.agreed === false && 'wants to talk about consent first',
    isOther(view) && 'other words',
  ]
    .filter(Boolean)
    .join(', ');
  return said === '' ? '' : `: ${said}`;
}

const isOther = (view: CheckInView & { is: 'answered' }): boolean => view.sameWords === false;

/** The answers, as they were written: text, never markup. For the therapist alone. */
export function CheckInAnswers({ view }: { view: CheckInView }) {
  if (view.is === 'not-asked') return <p class="soft">Nothing was asked.</p>;
  if (view.is === 'broken') {
    return (
      <p>
        <strong>This check-in is damaged, so it is not shown.</strong> Please ask them yourself, and tell whoever runs this server.
      </p>
    );
  }
  if (view.is === 'missing') {
    return (
      <p>
        <strong>What you asked was not answered.</strong> The page that asks it may not have shown it. Please ask it yourself: where they
        are, how to call them back, whom to call in an emergency.
      </p>
    );
  }
  const { place, phone, contact, alone, consent } = view.answers;
  return (
    <>
      <dl class="check-in-answers">
        {place !== undefined && <Said what="Is now at" said={place} />}
        {phone !== undefined && <Said what="Phone" said={phone} />}
        {contact && <Said what="In an emergency" said={`${contact.name}, ${contact.phone}`} />}
        {alone !== undefined && <Said what="Alone" said={alone ? 'Yes' : 'No, somebody is there'} />}
        {consent && <Said what="Meeting online" said={consent.agreed ? 'Agrees' : 'Wants to talk about it first'} />}
      </dl>
      {isOther(view) && (
        <p class="wrong">
          The words that were shown to them are not yours. Do not rely on this answer: ask them yourself, and tell whoever runs this server.
        </p>
      )}
    </>
  );
}

const Said = ({ what, said }: { what: string; said: string }) => (
  <div>
    <dt>{what}</dt>
    <dd>{said}</dd>
  </div>
);
