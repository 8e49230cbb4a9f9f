import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { RecordId } from '#crdt/base/ids.ts';
import { createRecordId } from '#client/room/records.ts';
import type { PatientRow, PatientsStore } from '#client/store/patients.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { SelectField } from '#client/ui/select-field.tsx';
import { errorWords } from '#client/ui/words.ts';
import { dayAt } from '#client/ui/when.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { DATE_ORDERS, IMPORT_BYTES, readPatientList, type DateOrder, type ReadList } from './import-rows.ts';

type Props = { store: PatientsStore; onClose: () => void };
type Sending = { readonly rows: readonly (readonly [RecordId, PatientRow])[]; readonly done: number };

/** Takes a list over from elsewhere: first what would be taken and what not, then one sealed file for each good row. */
export function ImportDialog({ store, onClose }: Props) {
  const file = useId();
  const text = useSignal<string | undefined>(undefined);
  const order = useSignal<DateOrder>('ymd');
  const list = useSignal<ReadList | undefined>(undefined);
  const sending = useSignal<Sending | undefined>(undefined);
  const busy = useSignal(false);
  const wrong = useSignal<ErrorCode | undefined>(undefined);

  const read = async (): Promise<void> => {
    if (text.value === undefined) return;
    const { default: papa } = await import('papaparse');
    const parse = (csv: string) => papa.parse<string[]>(csv, { skipEmptyLines: 'greedy' });
    list.value = readPatientList(text.value, { parse, order: order.value, today: dayAt(Date.now()) });
    sending.value = undefined;
  };
  const choose = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    if (file.size > IMPORT_BYTES) list.value = { is: 'no-list', why: 'This file is too large for a list of patients.' };
    else {
      text.value = await file.text();
      await read();
    }
  };
  const send = async (good: readonly PatientRow[]): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    // Begun again after a fault, each row keeps the id it was tried under: none is taken twice.
    const now = sending.value ?? { rows: good.map((row) => [createRecordId(), row] as const), done: 0 };
    sending.value = now;
    wrong.value = undefined;
    for (const [record, row] of now.rows.slice(now.done)) {
      const added = await store.add(row, record);
      if (!added.ok) {
        wrong.value = added.code;
        break;
      }
      sending.value = { ...now, done: sending.value.done + 1 };
    }
    busy.value = false;
  };
  const [found, sent] = [list.value, sending.value];
  const finished = sent !== undefined && sent.done === sent.rows.length;
  return (
    <Dialog title="Import a list of patients" onClose={onClose}>
      <div class="stack">
        <p class="soft">
          A CSV file, as spreadsheets and other systems save it. The first row names the columns: Name, Date of birth, Phone, E-mail and so
          on. It is read in this browser, and each file is sealed before it leaves it.
        </p>
        <SelectField
          label="Dates in the list"
          choices={DATE_ORDERS}
          value={order.value}
          onValue={(value) => {
            order.value = DATE_ORDERS.find(([name]) => name === value)?.[0] ?? 'ymd';
            void read();
          }}
        />
        <div class="field">
          <label for={file}>Choose a file</label>
          <input
            id={file}
            class="input"
            type="file"
            accept=".csv,text/csv"
            onChange={({ currentTarget }) => void choose(currentTarget.files?.[0])}
          />
        </div>
        {found?.is === 'no-list' && <Banner kind="danger">{found.why}</Banner>}
        {found?.is === 'list' && (
          <>
            <p role="status">
              {countWords(found.good.length)} can be taken.
              {found.bad.length > 0 && ` ${countWords(found.bad.length)} cannot, and will be left out:`}
            </p>
            {found.bad.length > 0 && (
              <ul class="import-bad">
                {found.bad.map(({ row, why }) => (
                  <li key={row}>
                    Row {row}: {why}
                  </li>
                ))}
              </ul>
            )}
            {found.unknown.length > 0 && <p class="soft">Columns that are passed over: {found.unknown.join(', ')}.</p>}
            {sent !== undefined && (
              <p role="status">
                {finished ? 'Done: ' : 'Taken so far: '}
                {sent.done} of {sent.rows.length}.
              </p>
            )}
            {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
            {finished ? (
              <Button kind="primary" wide onPress={onClose}>
                Close
              </Button>
            ) : (
              found.good.length > 0 && (
                <Button kind="primary" wide busy={busy.value} onPress={() => void send(found.good)}>
                  {sent === undefined || busy.value ? `Import ${countWords(found.good.length)}` : 'Go on'}
                </Button>
              )
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

const countWords = (count: number): string => (count === 1 ? '1 row' : `${count} rows`);
