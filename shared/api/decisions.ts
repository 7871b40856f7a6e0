/**
 * Who may call an operation, beyond the scope of their token: the actions of the decision table and the capabilities
 * of the post that it asks for, or why it asks for none. A test holds this against what each operation really asks.
 */
import type { Capability } from '../domain/directory.ts';
import type { Action } from '../domain/policy.ts';
import type { Routes } from './routes/index.ts';

/** Operations that need a sign-in. */
type Guarded = {
  [Id in keyof Routes]: Routes[Id]['access'] extends 'public' ? never : Id;
}[keyof Routes];

export type Decision =
  | { readonly actions?: readonly Action[]; readonly capabilities?: readonly Capability[] }
  | { readonly because: string };

/** One line an operation; a route without one does not compile. */
export const decisions: Readonly<Record<Guarded, Decision>> = {
  acknowledgeDelivery: { capabilities: ['dispatch'] },
  addAppendices: { actions: ['file-letter'] },
  addFileAlias: { actions: ['link'] },
  addScans: { actions: ['correct'], capabilities: ['upload'] },
  amendFile: { actions: ['link'] },
  answerConsulted: { actions: ['send'] },
  approveDraft: { actions: ['draft'], capabilities: ['approve-draft'] },
  cancelDraft: { actions: ['draft'], capabilities: ['draft'] },
  carryOutReview: { actions: ['review'], capabilities: ['records-officer'] },
  chaseEnclosures: { actions: ['chase-enclosures'] },
  checkChainTemplate: {
    because: 'How an office routes its files is open to whoever belongs to it.',
  },
  compareDraft: { actions: ['read-content'] },
  confirmDelivery: { capabilities: ['dispatch'] },
  confirmNote: { actions: ['note'], capabilities: ['note'] },
  consultPost: { actions: ['send'] },
  correctReceipt: { actions: ['correct'] },
  createChainTemplate: { capabilities: ['admin'] },
  createDivision: { capabilities: ['admin'] },
  createDraft: { actions: ['draft'], capabilities: ['draft'] },
  createFile: { capabilities: ['create-file'] },
  createNote: { actions: ['note'], capabilities: ['note'] },
  createPrint: { because: 'Each kind of print is decided as reading what it shows.' },
  createReceipt: { capabilities: ['diarise'] },
  createReview: { actions: ['review'], capabilities: ['records-officer'] },
  createUpload: { capabilities: ['upload'] },
  decide: { actions: ['decide'] },
  decideClosure: { actions: ['decide-close'], capabilities: ['close-approve'] },
  decideReopening: { actions: ['decide-reopen'], capabilities: ['reopen-approve'] },
  decideReview: { capabilities: ['close-approve'] },
  // Of its own note, wherever the file is.
  discardNote: { capabilities: ['note'] },
  disposeReceipt: { actions: ['dispose'] },
  endHold: { actions: ['hold'], capabilities: ['hold'] },
  endCharge: {
    because: 'The state machine of a charge asks for a post above, or who administers the posts.',
  },
  endDelegation: {
    because:
      'The state machine of a delegation asks for the holder, a post above, or who administers the posts.',
  },
  fileReceipt: { actions: ['file-letter'] },
  findFiles: {
    because: 'Gives ids alone; who may see a file is decided when it is asked for by its id.',
  },
  getApproval: { actions: ['read-content'] },
  getChainTemplate: {
    because: 'How an office routes its files is open to whoever belongs to it.',
  },
  getChainVersion: {
    because: 'How an office routes its files is open to whoever belongs to it.',
  },
  getDivision: { because: 'How an office routes its files is open to whoever belongs to it.' },
  getDocument: {
    because:
      'A document is of the post that uploaded it, or read by whoever may read the file or letter it is in.',
  },
  getDocumentContent: {
    because:
      'A document is of the post that uploaded it, or read by whoever may read the file or letter it is in.',
  },
  getDraft: { actions: ['read-content'] },
  getDraftHistory: { actions: ['read-content'] },
  getDraftVersion: { actions: ['read-content'] },
  getDueList: { capabilities: ['registers-read'] },
  getFile: { actions: ['see-cover'] },
  getInbox: { because: 'Lists what the acting post itself has.' },
  getIssue: { actions: ['read-content'] },
  getMe: { because: 'Tells officers of themselves.' },
  getNote: { because: 'A yellow note is its author’s, and of those with whom it is shared.' },
  getNoteHistory: {
    because:
      'The history of a note is its author’s; of an ended one also the auditor’s who may verify the file.',
  },
  getPageText: {
    because:
      'A document is of the post that uploaded it, or read by whoever may read the file or letter it is in.',
  },
  getPrint: { because: 'A print is of the post that asked for it.' },
  getProof: { actions: ['verify'] },
  getPost: { because: 'The directory is open to whoever is in it.' },
  getReceipt: { actions: ['see-cover'] },
  getReview: { capabilities: ['record-keeper'] },
  getTimeline: { actions: ['read-content'] },
  getWeedingCertificate: { capabilities: ['record-keeper'] },
  giveCharge: {
    because: 'The state machine of a charge asks for a post above, or who administers the posts.',
  },
  getChargeReport: {
    because:
      'The desk is told to whoever acts in the post, the posts above it, and who administers the posts of its office.',
  },
  giveDelegation: {
    because:
      'The state machine of a delegation asks for the holder, a post above, or who administers the posts.',
  },
  handOver: { capabilities: ['admin'] },
  holdFile: { actions: ['hold'], capabilities: ['hold'] },
  issueDraft: { actions: ['draft'], capabilities: ['issue'] },
  linkFile: { actions: ['link', 'see-cover'] },
  listApprovalChains: { because: 'The directory is open to every officer.' },
  listChainTemplates: {
    because: 'How an office routes its files is open to whoever belongs to it.',
  },
  listCopies: { because: 'Lists copies that came to the acting post.' },
  listCorrespondence: { actions: ['read-content'] },
  listDispatches: { capabilities: ['dispatch'] },
  listDivisions: { because: 'How an office routes its files is open to whoever belongs to it.' },
  listDraftVersions: { actions: ['read-content'] },
  listDrafts: { actions: ['read-content'] },
  listDueFiles: { capabilities: ['record-keeper'] },
  listForms: { because: 'The forms of letters are the same for everyone.' },
  listLinks: { actions: ['see-cover'] },
  listMovements: { actions: ['see-cover'] },
  listNotes: { actions: ['read-content'] },
  listNotices: { because: 'Lists what the acting post itself was told of.' },
  listOffices: { because: 'The directory is open to every officer.' },
  listPendingDispatches: { capabilities: ['dispatch'] },
  listPersons: { capabilities: ['admin'] },
  listPhrases: { because: 'The phrase bank is the same for everyone.' },
  listPosts: { because: 'The directory is open to every officer.' },
  listReceiptMovements: { actions: ['see-cover'] },
  listReceipts: { capabilities: ['registers-read'] },
  listRegister: { capabilities: ['registers-read'] },
  listReviews: { capabilities: ['record-keeper'] },
  listSent: { because: 'Lists what the acting post itself sent.' },
  listSubjectHeads: { because: 'The directory is open to every officer.' },
  listUnits: { because: 'The directory is open to every officer.' },
  listViewRequests: { actions: ['name-reader'] },
  markReceipt: { actions: ['mark'], capabilities: ['mark'] },
  mergeFile: { actions: ['merge', 'see-cover'] },
  migrateFiles: { capabilities: ['records-officer', 'create-file'] },
  nameFileReader: { actions: ['name-reader'] },
  noteEnclosures: { actions: ['chase-enclosures'] },
  openFileOnDesk: { actions: ['open'] },
  openFilePart: { actions: ['open-part'], capabilities: ['create-file'] },
  openReceipt: { actions: ['open'] },
  parkFile: { actions: ['park'] },
  placeFile: { actions: ['place'] },
  previewDivision: {
    because: 'Tells numbers and branches alone, to whoever belongs to the office.',
  },
  publishChainTemplate: { capabilities: ['admin'] },
  publishDivision: { capabilities: ['admin'] },
  pullUpFile: { actions: ['pull-up'] },
  pullUpReceipt: { actions: ['pull-up'], capabilities: ['pull-up'] },
  readNotices: { because: 'Marks what the acting post itself was told of.' },
  recallFile: { actions: ['pull-back'] },
  recallReceipt: { actions: ['pull-back'] },
  receiveFile: { actions: ['receive'] },
  receiveInRecordRoom: { actions: ['receive'], capabilities: ['record-keeper'] },
  receiveReceipt: { actions: ['receive'] },
  refuseView: { actions: ['name-reader'] },
  rehearseChain: {
    because: 'How an office routes its files is open to whoever belongs to it.',
  },
  reopenReceipt: { actions: ['reopen-letter'] },
  requestClosure: { actions: ['request-close'], capabilities: ['close-request'] },
  requestReopening: { actions: ['request-reopen'] },
  requestView: { actions: ['request-view'] },
  resendDelivery: { capabilities: ['dispatch'] },
  retireChainTemplate: { capabilities: ['admin'] },
  returnDelivery: { capabilities: ['dispatch'] },
  returnDraft: { actions: ['draft'], capabilities: ['approve-draft'] },
  returnFile: { actions: ['send'] },
  returnReceipt: { actions: ['send'] },
  saveChainTemplate: { capabilities: ['admin'] },
  saveDivision: { capabilities: ['admin'] },
  saveDraft: { actions: ['draft'], capabilities: ['draft'] },
  saveNote: { actions: ['note'], capabilities: ['note'] },
  search: {
    because:
      'Every hit is held against the access row of its record, made by the same rule as `read-content`.',
  },
  sendDelivery: { capabilities: ['dispatch'] },
  sendFile: { actions: ['send'] },
  sendToRecordRoom: { actions: ['send-to-record-room'] },
  settleLetter: { actions: ['file-letter'] },
  shareNote: { actions: ['note'], capabilities: ['note'] },
  signDraft: { actions: ['draft'], capabilities: ['sign'] },
  getApprovalPicture: { actions: ['read-content'] },
  getApprovalDifference: { actions: ['read-content'] },
  planApproval: { actions: ['start-approval'] },
  resubmit: { actions: ['decide'] },
  startApproval: { actions: ['start-approval'], capabilities: ['start-approval'] },
  withdrawApproval: { actions: ['read-content'] },
  rerouteApproval: { actions: ['see-cover'] },
  reassignApproval: { actions: ['see-cover'] },
  // Whether a post may answer what its level is asked for, the state machine of approvals says.
  askAgain: { actions: ['decide'] },
  submitDraft: { actions: ['draft'], capabilities: ['draft'] },
  transferReceipt: { actions: ['transfer'], capabilities: ['mark'] },
  unlinkFile: { actions: ['link'] },
  voidReceipt: { actions: ['void'], capabilities: ['diarise'] },
  wakeFile: { actions: ['wake'] },
  withdrawDivision: { capabilities: ['admin'] },
  withdrawRequest: { actions: ['withdraw-request'] },
};
