import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { LeaveInDialog } from '#client/leave/leave-now.tsx';
import { Button } from './button.tsx';
import { Icon } from './icons.tsx';

type Props = { title: string; onClose: () => void; children: ComponentChildren };

/** The browser's own modal dialog: it keeps the focus, closes on Escape and gives the focus back. Mounted means open. */
export function Dialog({ title, onClose, children }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Closed while it still stands in the page, as only then does the browser give the focus back.
  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  const cancel = (event: Event): void => {
    event.preventDefault();
    onClose();
  };
  return (
    <dialog ref={element} class="dialog" aria-labelledby={heading} onCancel={cancel}>
      <div class="dialog-head">
        <h2 id={heading}>{title}</h2>
        <LeaveInDialog />
        <Button kind="plain" label="Close" onPress={onClose}>
          <Icon name="close" />
        </Button>
      </div>
      {children}
    </dialog>
  );
}
