export type DotState = 'good' | 'busy' | 'bad' | 'off';

/** A state shown by colour and always also by words. */
export function StateDot({ state, children }: { state: DotState; children: string }) {
  return (
    <span class="badge">
      <span class={`dot ${state}`} aria-hidden="true" />
      {children}
    </span>
  );
}
