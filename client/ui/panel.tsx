import type { ComponentChildren } from 'preact';
import { Mark } from './icons.tsx';

/** One calm card in the middle of the page, under the mark. */
export function Panel({ broad = false, children }: { broad?: boolean; children: ComponentChildren }) {
  return (
    <main class="centre">
      <div class={broad ? 'panel broad' : 'panel'}>
        <Mark />
        <div class="card">{children}</div>
      </div>
    </main>
  );
}
