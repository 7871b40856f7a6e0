/** What still has to be on paper: the whole file, and the registers of the month. */
import { type Day, thisMonth } from '../day.ts';
import { print } from '../prints.ts';
import { act, step } from '../telling.ts';
import type { OpenFile } from './file.ts';

export async function papers(day: Day, file: OpenFile): Promise<void> {
  act('मुद्रण', 'On paper');
  const { adhikshak, aavak, javak, folder } = day;
  const whole = await print(
    adhikshak,
    { kind: 'file', fileId: file.id },
    folder,
    `file-${file.number}`,
  );
  step('पूरी नस्ती एक PDF में', 'the whole file: cover, note sheet, correspondence', whole.told);

  const month = thisMonth();
  const inward = { kind: 'register', register: 'inward', month } as const;
  const table = await print(aavak, { ...inward, format: 'csv' }, folder, `inward-${month}`);
  const sheets = await print(aavak, { ...inward, format: 'pdf' }, folder, `inward-${month}`);
  step('आवक पंजी, CSV और PDF', 'inward register', table.told, sheets.told);

  const outward = { kind: 'register', register: 'outward', month, format: 'pdf' } as const;
  const despatched = await print(javak, outward, folder, `outward-${month}`);
  step('जावक पंजी', 'despatch register', despatched.told);
}
