import type { PrintedRegister } from '../../shared/domain/print.ts';
import { byteOrderMark, csvLine } from '../../shared/press/csv.ts';
import { cellsOf, columnsOf, registerSheets } from '../../shared/press/register.ts';
import { type RegisterRow, registerPage } from '../../shared/store/registerStore.ts';
import { writeSheets } from './printFile.ts';
import { type Make, officeOf } from './sources.ts';

/** A month of a register, as PDF or as table. */
export const printRegister: Make = async (print, sink) => {
  const { wanted, officeId } = print;
  if (wanted.kind !== 'register') throw new RangeError('It is no register.');
  const { register, month } = wanted;
  let rows = 0;
  if (wanted.format === 'csv') {
    const head = columnsOf(register).map(({ hi, en }) => `${hi} (${en})`);
    await sink.write(Buffer.from(byteOrderMark + csvLine(head), 'utf8'));
    for await (const row of rowsOf(officeId, register, month)) {
      rows += 1;
      await sink.write(Buffer.from(csvLine(cellsOf(register, row, rows)), 'utf8'));
    }
    return { pages: rows };
  }
  const sheets = registerSheets({
    register,
    month,
    office: (await officeOf(officeId)).name,
    made: print.askedAt,
    rows: rowsOf(officeId, register, month),
  });
  const id = print.id.slice(-26).toLowerCase();
  return writeSheets(sheets, sink, {
    title: `${register} ${month}`,
    at: print.askedAt,
    id: Buffer.from(id, 'latin1').toString('hex').slice(0, 32),
  });
};

async function* rowsOf(
  officeId: string,
  register: PrintedRegister,
  month: string,
): AsyncGenerator<RegisterRow> {
  for (let after: string | undefined, more = true; more; ) {
    const { items, last } = await registerPage(officeId, register, month, { limit: 200, after });
    yield* items;
    after = last;
    more = last !== undefined;
  }
}
