import { Button } from './button.tsx';
import { Panel } from './panel.tsx';

export function Nowhere({ onHome }: { onHome: () => void }) {
  return (
    <Panel>
      <div class="stack">
        <h1>There is no such page</h1>
        <p class="soft">If you followed a link, open it once more exactly as you received it.</p>
        <div>
          <Button onPress={onHome}>Go to the start</Button>
        </div>
      </div>
    </Panel>
  );
}
