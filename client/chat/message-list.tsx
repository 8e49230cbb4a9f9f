import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ShownMessage } from '#client/store/chat.ts';
import { dayAndTime, timeOfDay } from '#client/ui/when.ts';
import { partsOf } from './parts.ts';

/** How near the end, in px, still counts as "at the end": then new messages scroll into view. */
const NEAR_END = 60;

/** Announced politely as it grows; keeps its place when somebody has scrolled up to read. */
export function MessageList({ messages }: { messages: readonly ShownMessage[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    if (atEnd.current) frame.current?.scrollTo(0, frame.current.scrollHeight);
  }, [messages]);
  const scrolled = (event: Event): void => {
    const { scrollHeight, scrollTop, clientHeight } = event.currentTarget as HTMLElement;
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
  };
  return (
    <div class="messages" ref={frame} onScroll={scrolled} tabIndex={0} role="log" aria-label="Messages">
      {messages.length === 0 && <p class="soft messages-none">Nothing was written yet.</p>}
      {messages.map((message) => (
        <article key={message.id} class={message.you ? 'message yours' : 'message'} data-message={message.id}>
          <p class="message-head">
            <span class="message-who">{message.you ? 'You' : (message.who ?? 'Somebody unknown')}</span>{' '}
            <time class="soft" dateTime={new Date(message.at).toISOString()} title={dayAndTime(message.at)}>
              {timeOfDay(message.at)}
            </time>
          </p>
          <p class="message-text">
            <Text text={message.text} />
          </p>
        </article>
      ))}
    </div>
  );
}

function Text({ text }: { text: string }) {
  return (
    <>
      {partsOf(text).map((part, place) =>
        part.href === undefined ? (
          part.text
        ) : (
          <a key={place} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        ),
      )}
    </>
  );
}
