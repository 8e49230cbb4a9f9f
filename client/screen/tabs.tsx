import { Icon, type IconName } from '#client/ui/icons.tsx';

export type Tab = 'board' | 'chat' | 'people' | 'call' | 'notes';

const NAMES: { readonly [Name in Tab]: { readonly words: string; readonly icon: IconName } } = {
  board: { words: 'Board', icon: 'board' },
  chat: { words: 'Chat', icon: 'chat' },
  people: { words: 'People', icon: 'people' },
  call: { words: 'Call', icon: 'video' },
  notes: { words: 'Notes', icon: 'note' },
};

type Props = { tabs: readonly Tab[]; now: Tab | undefined; counts: { readonly [Name in Tab]?: number }; onTab: (tab: Tab) => void };

/** Switches what is on screen; a count says what came meanwhile. */
export function Tabs({ tabs, now, counts, onTab }: Props) {
  return (
    <nav class="tabs" aria-label="Parts of the room">
      {tabs.map((tab) => {
        const count = counts[tab] ?? 0;
        return (
          <button key={tab} type="button" class="tab" aria-pressed={tab === now} onClick={() => onTab(tab)}>
            <Icon name={NAMES[tab].icon} />
            <span>{NAMES[tab].words}</span>
            {count > 0 && (
              <span class="badge count">
                {count}
                <span class="only-heard"> new</span>
              </span>
            )}
          </button>
        );
      })}
    </nav>
  );
}
