import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { Loading } from './loading.tsx';
import { Panel } from './panel.tsx';

type Props<Part> = { load: () => Promise<Part>; wait: string; children: (part: Part) => ComponentChildren };

/** A part of the page that is fetched when it is first shown; offers another try when it does not come. */
export function Lazy<Part>({ load, wait, children }: Props<Part>) {
  const [part, setPart] = useState<{ readonly it: Part } | 'failed' | undefined>(undefined);
  useEffect(() => {
    load().then(
      (it) => setPart({ it }),
      () => setPart('failed'),
    );
  }, [load]);
  if (part === undefined) return <Loading>{wait}</Loading>;
  if (part !== 'failed') return <>{children(part.it)}</>;
  return (
    <Panel>
      <div class="stack" role="alert">
        <p>A part of this page could not be fetched. Please check your internet connection.</p>
        <div>
          <Button kind="primary" onPress={() => location.reload()}>
            Try again
          </Button>
        </div>
      </div>
    </Panel>
  );
}
