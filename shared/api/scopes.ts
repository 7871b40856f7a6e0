/** OAuth scopes of the API, without the resource server's prefix (`patravali/`). Each route needs exactly one. */
export const scopes = {
  'directory.read': 'Read offices, posts, subject heads and approval chains',
  'directory.write': 'Give charge of a vacant post, and end it',
  'inbox.read': 'Read the inbox of a post',
  'inbox.write': 'Mark what a post was told of as read',
  'documents.read': 'Read scanned documents and their text',
  'documents.write': 'Upload scans',
  'receipts.read': 'Read diarised letters',
  'receipts.write': 'Diarise, mark and file letters',
  'files.read': 'Read files, notes and movements',
  'files.write': 'Open, note on and send files',
  'drafts.read': 'Read draft letters and letters that went out',
  'drafts.write': 'Draft, approve, sign, issue and dispatch letters',
  'records.read': 'Read retention, holds and review batches',
  'records.write': 'Close, record, hold, review and weed files',
  'registers.read': 'Read the registers of an office',
  'prints.read': 'Fetch PDFs and tables that were made',
  'prints.write': 'Have PDFs and tables made',
  'approvals.read': 'Read approval chains',
  'approvals.write': 'Start approval chains and decide their levels',
  'chains.read': 'Read chain templates and work-division orders',
  'chains.write': 'Draft, publish and retire chain templates, and issue work-division orders',
  'search.read': 'Search what the officer is entitled to see',
  'audit.read': 'Verify the sealed history of a file',
} as const;

export type Scope = keyof typeof scopes;

/** The identifier of the resource server that owns the scopes. */
export const resourceServer = 'patravali';
