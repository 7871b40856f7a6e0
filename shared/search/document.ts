/** What the rest of the product hands to the search index, and what an officer asks of it. */

export type DocumentKind = 'file' | 'receipt' | 'document' | 'note' | 'letter';

/** One thing that can be found. The analysis reads `meta` and `body`; the rest is carried along. */
export interface DocForIndex {
  /** Its own id: `fil_…`, `rcp_…`, `doc_…`, `nte_…`, `iss_…`. */
  readonly docKey: string;
  /** The file it belongs to, if any. */
  readonly fileId?: string;
  /** The receipt it belongs to while that receipt is in no file. */
  readonly receiptId?: string;
  readonly kind: DocumentKind;
  /** Grows with every change; of two rows of one document the higher revision is the truth. */
  readonly rev: number;
  /** The day it is filed under, `YYYY-MM-DD`. */
  readonly day: string;
  /** Subject, numbers, sender: a word found here weighs more than one in the body. */
  readonly meta: string;
  /** The note's text or the text read from a scan. */
  readonly body: string;
  /** Who may see it: `o:<officeId>`, `p:<postId>`. Empty: nobody. */
  readonly access: readonly string[];
}

/**
 * Who may see a file or receipt now, written in the transaction that changed it. What else the row
 * holds (title, number, status, holder) is shown with a hit and does not concern the ranking.
 */
export interface AccessRow {
  /** The file's or receipt's id. */
  readonly key: string;
  readonly rev: number;
  readonly access: readonly string[];
}

/** The file or receipt a document is shown under, and whose live access decides. */
export const ownerOf = (doc: Pick<DocForIndex, 'docKey' | 'fileId' | 'receiptId'>): string =>
  doc.fileId ?? doc.receiptId ?? doc.docKey;

export interface SearchRequest {
  /** Words in either script, file numbers, dates, "quoted phrases". */
  readonly q: string;
  /** How many files and receipts at most. */
  readonly limit: number;
  readonly kind?: DocumentKind;
  /** First and last day, `YYYY-MM-DD`, both included. */
  readonly from?: string;
  readonly to?: string;
}
