import type { ComponentChildren } from 'preact';

type Props = { kind?: 'note' | 'warn' | 'danger'; children: ComponentChildren; actions?: ComponentChildren };

/** Something to know now. A danger is announced at once, the others when there is a pause. */
export function Banner({ kind = 'note', children, actions }: Props) {
  return (
    <div class={`banner ${kind}`} role={kind === 'danger' ? 'alert' : 'status'}>
      <div class="said">{children}</div>
      {actions && <div class="row">{actions}</div>}
    </div>
  );
}
