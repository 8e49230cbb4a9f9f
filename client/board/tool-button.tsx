import { ToolIcon, type ToolIconName } from './tool-icons.tsx';

type Props = { icon: ToolIconName; label: string; press: () => void; pressed?: boolean; off?: boolean; wideOnly?: boolean };

/** One tool; its words are heard, and shown when one rests on it. `wideOnly`: on a phone it stands behind "More tools". */
export function ToolButton({ icon, label, press, pressed, off = false, wideOnly = false }: Props) {
  // aria-disabled and not disabled: the focus must not vanish from a button at its last press.
  return (
    <button
      type="button"
      class={wideOnly ? 'tool wide-only' : 'tool'}
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      aria-disabled={off ? 'true' : undefined}
      onClick={() => !off && press()}
    >
      <ToolIcon name={icon} />
    </button>
  );
}

/** One of several that stand below each other, with its words beside it. */
export function ListedTool({ icon, label, press, pressed }: { icon: ToolIconName; label: string; press: () => void; pressed?: boolean }) {
  return (
    <button type="button" class="tool listed-tool" aria-pressed={pressed} onClick={press}>
      <ToolIcon name={icon} />
      <span>{label}</span>
    </button>
  );
}
