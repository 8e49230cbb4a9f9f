import type { AuditStore } from '#client/store/audit.ts';
import { Button } from '#client/ui/button.tsx';
import { saveFile } from '#client/ui/save-file.ts';
import type { AuditFileKind } from './audit-file.ts';

const KINDS: readonly (readonly [AuditFileKind, string])[] = [
  ['csv', 'CSV'],
  ['json', 'JSON'],
  ['fhir', 'FHIR'],
];

/** Carries away all that fits the filters, not only what is on the screen. */
export function ExportButtons({ store }: { store: AuditStore }) {
  const done = store.exporting.value;
  const save = async (kind: AuditFileKind): Promise<void> => {
    const file = await store.exportAs(kind);
    if (file !== undefined) saveFile(file.name, file.content);
  };
  return (
    <div class="row" role="group" aria-label="Save all that fits as a file">
      <span class="soft" aria-live="polite">
        {done === undefined ? 'Save all that fits as' : `${done} entries read …`}
      </span>
      {KINDS.map(([kind, words]) => (
        <Button key={kind} busy={done !== undefined} onPress={() => void save(kind)}>
          {words}
        </Button>
      ))}
    </div>
  );
}
