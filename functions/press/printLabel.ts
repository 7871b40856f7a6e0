import { fileLabel } from '../../shared/press/label.ts';
import * as files from '../../shared/store/fileStore.ts';
import { load } from '../../shared/store/reading.ts';
import { type Make, officeOf } from './sources.ts';

export const printLabel: Make = async (print, sink) => {
  if (print.wanted.kind !== 'label') throw new RangeError('It is no label.');
  const { fileId } = print.wanted;
  const { stored } = await load({ stored: files.ref(fileId) });
  if (!stored) throw new Error(`${fileId} is gone.`);
  const office = await officeOf(stored.state.officeId);
  const { pdf, pages } = fileLabel({ file: stored.state, office, made: print.askedAt });
  await sink.write(pdf);
  return { pages };
};
