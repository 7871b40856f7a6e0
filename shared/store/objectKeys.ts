/** Where a document's bytes wait to be checked. */
export const quarantineKey = (documentId: string) => `in/${documentId}`;
export const documentOfQuarantineKey = (key: string) => key.replace(/^in\//, '');
/** Where bytes live: under their own hash, so they can be neither confused nor replaced. */
export const contentKey = (sha256: string) => `sha256/${sha256.slice(0, 2)}/${sha256}`;
export const pageTextKey = (documentId: string, page: number) =>
  `text/${documentId}/${String(page).padStart(4, '0')}.json`;
/** Where prints are, and nothing else: what is here is deleted when it is no longer kept. */
export const printPrefix = 'print/';
/** Days after which it is deleted: one more than `printKeptDays`, for which a print is told of, so that nobody is sent to what is gone. */
export const printBytesKeptDays = 8;
/** What the press made, as PDF or table: its type is on the object and in the print's row. */
export const printObjectKey = (printId: string) => `${printPrefix}${printId}`;
export const wholeTextKey = (documentId: string) => `text/${documentId}/whole.json`;
