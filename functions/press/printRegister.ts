import type { Policy } from '../../shared/domain/directory.ts';
import type { PrintedRegister } from '../../shared/domain/print.ts';
import { byteOrderMark, csvLine } from '../../shared/press/csv.ts';
import { cellsOf, columnsOf, registerSheets } from '../../shared/press/register.ts';
import { bothWords } from '../../shared/press/shown.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import { load } from '../../shared/store/reading.ts';
import { type RegisterRow, registerPage } from '../../shared/store/registerStore.ts';
import { writeSheets } from './printFile.ts';
import { type Make, officeOf } from './sources.ts';

/** A month of a register, as PDF or as table. */
export const printRegister: Make = async (print, sink) => {
  const { wanted, officeId } = print;
  if (wanted.kind !== 'register') throw new RangeError('It is no register.');
  const { register, month } = wanted;
  const { policy } = await load({ policy: directory.policy });
  const { delayReasons } = directory.present(policy, 'policy');
  const entries = () => inWords(rowsOf(officeId, register, month), delayReasons);
  let rows = 0;
  if (wanted.format === 'csv') {
    const head = columnsOf(register).map(({ hi, en }) => `${hi} (${en})`);
    await sink.write(Buffer.from(byteOrderMark + csvLine(head), 'utf8'));
    for await (const row of entries()) {
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
    rows: entries(),
  });
  const id = print.id.slice(-26).toLowerCase();
  return writeSheets(sheets, sink, {
    title: `${register} ${month}`,
    at: print.askedAt,
    id: Buffer.from(id, 'latin1').toString('hex').slice(0, 32),
  });
};

/** Rows keep the code of a reason for delay; people read what it is called. */
async function* inWords(
  rows: AsyncIterable<RegisterRow>,
  delayReasons: Policy['delayReasons'],
): AsyncGenerator<RegisterRow> {
  const names = new Map(delayReasons.map(({ code, name }) => [code, bothWords(name)]));
  for await (const row of rows) {
    const { delayReason } = row.columns;
    const told = delayReason && { delayReason: names.get(delayReason) ?? delayReason };
    yield told ? { ...row, columns: { ...row.columns, ...told } } : row;
  }
}

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
