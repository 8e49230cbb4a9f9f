import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

type Props = {
  /** What the button says, with the present choice in it. */
  label: string;
  face: ComponentChildren;
  /** What it stands for is in hand. */
  pressed?: boolean | undefined;
  /** Choices stand one below the other, with words. */
  listed?: boolean;
  /** Hears of every opening. */
  onOpen?: () => void;
  /** The choices; `done` closes them. */
  children: (done: () => void) => ComponentChildren;
};

/** A button that opens a small panel of choices above itself. Escape, a press elsewhere or a choice closes it. */
export function Choice({ label, face, pressed, listed = false, onOpen, children }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const done = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  useEffect(() => {
    if (!open) return undefined;
    root.current?.querySelector<HTMLElement>('.choices [aria-pressed="true"]')?.focus();
    const onPress = (event: Event): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', onPress, true);
    return () => document.removeEventListener('pointerdown', onPress, true);
  }, [open]);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    done();
  };
  return (
    <div class="choice" ref={root} onKeyDown={onKey}>
      <button
        ref={opener}
        type="button"
        class="tool"
        aria-label={label}
        title={label}
        aria-expanded={open}
        aria-pressed={pressed}
        onClick={() => {
          if (!open) onOpen?.();
          setOpen(!open);
        }}
      >
        {face}
      </button>
      {open && (
        <div class={listed ? 'choices listed' : 'choices'} role="group" aria-label={label}>
          {children(done)}
        </div>
      )}
    </div>
  );
}
