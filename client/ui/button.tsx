import type { ComponentChildren } from 'preact';

type Props = {
  kind?: 'primary' | 'danger' | 'plain' | undefined;
  type?: 'button' | 'submit';
  /** While true the press does nothing and assistive technology hears "busy"; the focus stays where it is. */
  busy?: boolean;
  wide?: boolean;
  /** For a button that shows only an icon. */
  label?: string;
  pressed?: boolean;
  expanded?: boolean;
  onPress?: () => void;
  children: ComponentChildren;
};

/** Every button of Holdspace: at least 44 px in both directions. */
export function Button({ kind, type = 'button', busy = false, wide = false, label, pressed, expanded, onPress, children }: Props) {
  const classes = ['button', kind, wide && 'wide', label !== undefined && 'icon-only'].filter(Boolean).join(' ');
  const press = (event: Event): void => {
    if (busy) event.preventDefault();
    else onPress?.();
  };
  return (
    <button
      type={type}
      class={classes}
      onClick={press}
      aria-label={label}
      title={label}
      aria-disabled={busy ? 'true' : undefined}
      aria-busy={busy ? 'true' : undefined}
      aria-pressed={pressed}
      aria-expanded={expanded}
    >
      {children}
    </button>
  );
}
