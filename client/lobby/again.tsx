import type { ComponentChildren } from 'preact';
import { Button } from '#client/ui/button.tsx';
import { Panel } from '#client/ui/panel.tsx';

type Props = { title: string; role: 'alert' | 'status'; onAgain: () => void; children: ComponentChildren };

/** It does not go on for now, and why; the same may go well later. */
export function Again({ title, role, onAgain, children }: Props) {
  return (
    <Panel>
      <div class="stack" role={role}>
        <h1>{title}</h1>
        {children}
        <div>
          <Button kind="primary" onPress={onAgain}>
            Try again
          </Button>
        </div>
      </div>
    </Panel>
  );
}
