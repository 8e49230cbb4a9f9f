import { useSignal } from '@preact/signals';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { CheckField } from '#client/ui/field.tsx';
import { Icon } from '#client/ui/icons.tsx';

type Props = { codes: readonly string[]; onKept: () => void };

/** Ten codes, shown this once: to print or to copy, and to say that they are kept. */
export function BackupCodes({ codes, onKept }: Props) {
  const kept = useSignal(false);
  const tried = useSignal(false);
  const said = useSignal('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(codes.join('\n'));
      said.value = 'Copied';
    } catch {
      said.value = 'This browser does not let us copy: please select the codes.';
    }
  };
  return (
    <>
      <ol class="backup-codes printed" aria-label="Your back-up codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div class="row">
        <Button onPress={() => print()}>Print</Button>
        <Button onPress={() => void copy()}>
          <Icon name="copy" />
          Copy all
        </Button>
        <span class="soft" role="status">
          {said.value}
        </span>
      </div>
      <CheckField
        label="I keep these codes in a safe place, not on this device alone"
        checked={kept.value}
        onChecked={(checked) => (kept.value = checked)}
      />
      {tried.value && !kept.value && <Banner kind="warn">Please keep them first: they are not shown again.</Banner>}
      <Button
        kind="primary"
        wide
        onPress={() => {
          tried.value = true;
          if (kept.value) onKept();
        }}
      >
        Go on
      </Button>
    </>
  );
}
