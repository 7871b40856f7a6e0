/**
 * A draft letter (प्रारूप): prepared on a file, put up to a superior, approved and signed as one exact text.
 *
 * Every save makes a version that stays. Approval and signature bind to the hash of the content: whoever edits
 * afterwards undoes both. Custody of the file decides who may work on its drafts.
 */
import * as z from 'zod';
import {
  type HeldPost,
  Name,
  type Office,
  type Officer,
  ownPostOf,
  type Policy,
  type Post,
  PostRef,
  postRef,
} from './directory.ts';
import { type Changed, Sha256 } from './document.ts';
import { draftMachine } from './draftMachine.ts';
import { DomainError } from './errors.ts';
import type { File } from './file.ts';
import { mustBeActive } from './fileMachine.ts';
import {
  FormCode,
  forms,
  LetterLanguage,
  missingSlots,
  mustAdmit,
  SlotCode,
  slotCodes,
  usualWords,
} from './forms.ts';
import {
  Day,
  DraftId,
  FileId,
  Instant,
  IssueId,
  OfficeId,
  PersonId,
  PostId,
  ReceiptId,
} from './ids.ts';
import { canonical, type Digest, type Json } from './ledger.ts';
import { check } from './machine.ts';
import { touched } from './movement.ts';
import { Classification } from './record.ts';
import { Signature, type SignatureProof, type Signers } from './signing.ts';
import { bilingual, line, paragraphs } from './text.ts';

const outsider = {
  kind: z.literal('outside'),
  name: line(200),
  designation: line(200).optional(),
  address: paragraphs(500).optional(),
  email: z.email().max(200).optional(),
  mode: z.enum(['post', 'hand', 'e-mail', 'print']),
};

/** To whom a letter goes: an office of the district, a post of one's own office, or anybody else. */
export const AddresseeInput = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('office'),
      officeId: OfficeId,
      attention: line(200).optional(),
      /** How it goes while the office is not on board; one that is gets it as its receipt. */
      mode: z.enum(['print', 'e-mail']).optional(),
    }),
    z.strictObject({
      kind: z.literal('post'),
      postId: PostId,
      /** The post has it on the system; `print`: on paper too. */
      mode: z.enum(['hand', 'print']).optional(),
    }),
    z.strictObject(outsider),
  ])
  .superRefine((to, context) => {
    if (to.kind !== 'outside') return;
    if (to.mode === 'e-mail' && to.email === undefined) {
      context.addIssue({ code: 'custom', path: ['email'], message: 'E-mail needs an address.' });
    }
    if (to.mode === 'post' && to.address === undefined) {
      context.addIssue({ code: 'custom', path: ['address'], message: 'Post needs an address.' });
    }
  })
  .meta({ id: 'AddresseeInput' });
export type AddresseeInput = z.infer<typeof AddresseeInput>;

/** An addressee as the letter shows it, named as the directory had it when it was saved. */
export const Addressee = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('office'),
      officeId: OfficeId,
      name: Name,
      attention: z.string().optional(),
      address: Name.optional(),
      email: z.string().optional(),
      mode: z.enum(['print', 'e-mail']).optional(),
    }),
    z.strictObject({
      kind: z.literal('post'),
      post: PostRef,
      mode: z.enum(['hand', 'print']),
    }),
    z.strictObject(outsider),
  ])
  .meta({ id: 'Addressee' });
export type Addressee = z.infer<typeof Addressee>;

/** A letter is concise; what is longer is enclosed. Also what one item of the table can hold. */
export const maxBodyLength = 40_000;

/** The parts of the form, filled. */
export const Slots = z
  .strictObject({
    lastCommunication: paragraphs(1000).optional(),
    occasion: line(300).optional(),
    present: z.array(line(200)).min(1).max(60).optional(),
    authority: paragraphs(1000).optional(),
    salutation: line(200).optional(),
    body: z.array(paragraphs(4000)).min(1).max(60).optional(),
    closing: line(200).optional(),
    phone: line(60).optional(),
    email: z.email().max(200).optional(),
    enclosures: z.array(line(300)).min(1).max(40).optional(),
  })
  .refine(({ body = [] }) => body.reduce((sum, { length }) => sum + length, 0) <= maxBodyLength, {
    path: ['body'],
    message: `A letter has at most ${maxBodyLength} characters; enclose more.`,
  })
  .meta({ id: 'Slots' });
export type Slots = z.infer<typeof Slots>;

/** Offices that one letter can name: whoever issues it reads each with its inward series in one go. */
export const maxOffices = 40;
/**
 * Posts that one letter can name: it is listed for each that is still active, in the one write that issues it. That takes
 * a hundred items: 68 for a letter to as many offices as can be, and two for each post.
 */
export const maxPosts = 16;

export const DraftInput = z
  .strictObject({
    form: FormCode,
    language: LetterLanguage,
    subject: bilingual(500),
    slots: Slots,
    addressees: z.array(AddresseeInput).max(40).optional(),
    copies: z.array(AddresseeInput).max(40).optional(),
    /** The post that signs. */
    signatory: PostId,
    /** Letters on the file that this one answers. */
    inReplyTo: z.array(ReceiptId).max(10).optional(),
  })
  .superRefine(({ addressees = [], copies = [], inReplyTo = [] }, context) => {
    const named = [...addressees, ...copies].flatMap((to) =>
      to.kind === 'office' ? [to.officeId] : to.kind === 'post' ? [to.postId] : [],
    );
    if (new Set(named).size !== named.length) {
      const message = 'An office or post stands once among addressees and copies.';
      context.addIssue({ code: 'custom', path: ['addressees'], message });
    }
    if (named.filter((id) => id.startsWith('ofc_')).length > maxOffices) {
      const message = `At most ${maxOffices} offices among addressees and copies.`;
      context.addIssue({ code: 'custom', path: ['addressees'], message });
    }
    if (named.filter((id) => id.startsWith('pst_')).length > maxPosts) {
      const message = `At most ${maxPosts} posts among addressees and copies.`;
      context.addIssue({ code: 'custom', path: ['addressees'], message });
    }
    if (new Set(inReplyTo).size !== inReplyTo.length) {
      context.addIssue({ code: 'custom', path: ['inReplyTo'], message: 'A letter stands once.' });
    }
  })
  .meta({ id: 'DraftInput' });
export type DraftInput = z.infer<typeof DraftInput>;

/** A letter on the file that the draft answers, as its reference line cites it. */
export const CitedLetter = z
  .strictObject({
    receiptId: ReceiptId,
    receiptNumber: z.string(),
    sender: z.string(),
    number: z.string().optional(),
    date: Day.optional(),
  })
  .meta({ id: 'CitedLetter' });
export type CitedLetter = z.infer<typeof CitedLetter>;

/** Everything the letter says, and to whom: what the content hash is of. */
export const LetterContent = z
  .strictObject({
    form: FormCode,
    language: LetterLanguage,
    subject: z.strictObject({ hi: z.string(), en: z.string().optional() }),
    slots: Slots,
    cites: z.array(CitedLetter),
    addressees: z.array(Addressee),
    copies: z.array(Addressee),
    /** The post in the signature block; the name is that of whoever holds it when it is signed. */
    signatory: PostRef,
  })
  .meta({ id: 'LetterContent' });
export type LetterContent = z.infer<typeof LetterContent>;

/** Somebody who did something to a draft, in the post they then held; as its link officer from a post of their own. */
export const Hand = z
  .strictObject({ personId: PersonId, name: Name, post: PostRef, ownPost: PostRef.optional() })
  .meta({ id: 'Hand' });
export type Hand = z.infer<typeof Hand>;
export const handOf = (officer: Officer): Hand => ({
  personId: officer.personId,
  name: officer.name,
  post: postRef(officer.post),
  ...ownPostOf(officer),
});

export const DraftStatus = z
  .enum(['editing', 'with-superior', 'returned', 'approved', 'signed', 'issued', 'cancelled'])
  .meta({ id: 'DraftStatus' });
export type DraftStatus = z.infer<typeof DraftStatus>;

export const Draft = z
  .strictObject({
    id: DraftId,
    officeId: OfficeId,
    fileId: FileId,
    /** The how manyeth draft of its file it is. */
    ordinal: z.int().positive(),
    classification: Classification,
    form: FormCode,
    language: LetterLanguage,
    subject: z.strictObject({ hi: z.string(), en: z.string().optional() }),
    status: DraftStatus,
    /** The newest version, whose content `contentHash` is of. */
    version: z.int().positive(),
    contentHash: Sha256,
    signatory: PostRef,
    /** Offices of the district it goes to, addressees first. */
    officeIds: z.array(OfficeId),
    addresseeCount: z.int().nonnegative(),
    /** Required parts that are still empty. */
    missing: z.array(SlotCode),
    begunBy: Hand,
    savedBy: Hand,
    savedAt: Instant,
    submittedBy: Hand.optional(),
    /** The text that a chain refused last, and the level of the highest post that refused it. */
    refusal: z.strictObject({ contentHash: Sha256, level: z.int().nonnegative() }).optional(),
    approval: z
      .strictObject({ version: z.int().positive(), contentHash: Sha256, by: Hand, at: Instant })
      .optional(),
    signature: Signature.optional(),
    issueId: IssueId.optional(),
    issueNumber: z.string().optional(),
  })
  .meta({ id: 'Draft' });
export type Draft = z.infer<typeof Draft>;

/** A version of the text, sealed when it was saved. */
export const DraftVersion = z
  .strictObject({
    version: z.int().positive(),
    contentHash: Sha256,
    at: Instant,
    by: Hand,
    content: LetterContent,
  })
  .meta({ id: 'DraftVersion' });
export type DraftVersion = z.infer<typeof DraftVersion>;

const contentDomain = 'patravali/letter/v1\0';

/** The hash that approval, signature and issue bind to. */
export const contentHashOf = (content: LetterContent, digest: Digest): string =>
  digest(contentDomain + canonical(content as unknown as Json));

/** Offices that take letters on the system: live, with a desk that takes what comes in. */
export const isOnBoard = (
  office: Office,
): office is Office & { readonly inwardPost: NonNullable<Office['inwardPost']> } =>
  office.status === 'live' && office.inwardPost !== undefined;

/**
 * Offices on the system to which one letter can go: each becomes that office's receipt in the same write, and one
 * write takes a hundred items.
 */
export const maxOfficesOnBoard = 5;

/** What was read about the things a draft names. */
export interface DraftGround {
  readonly policy: Policy;
  readonly office: (officeId: string) => Office | undefined;
  readonly post: (postId: string) => HeldPost | undefined;
  readonly receipt: (receiptId: string) => CitableReceipt | undefined;
}
/** What a citation takes from a letter that came in. */
export interface CitableReceipt {
  readonly id: string;
  readonly number: string;
  readonly fileId?: string | undefined;
  readonly sender?: { readonly name: string } | undefined;
  readonly letter: { readonly number?: string | undefined; readonly date?: string | undefined };
}

/**
 * What the draft says, made whole and held against the file and the directory.
 * @throws slot-unknown, not-found, other-office, post-not-active, signatory-may-not-sign, sent-to-self, too-many-copies, too-many-offices, reference-broken
 */
export function contentOf(file: File, input: DraftInput, ground: DraftGround): LetterContent {
  const { form, language, subject, slots, addressees = [], copies = [], inReplyTo = [] } = input;
  mustAdmit(form, filledIn(slots));
  if (copies.length > ground.policy.copyLimit) {
    throw new DomainError('too-many-copies', `At most ${ground.policy.copyLimit} copies.`);
  }
  const found = (to: AddresseeInput) => addresseeOf(file, to, ground);
  const content: LetterContent = {
    form,
    language,
    subject,
    slots: { ...usualWords(form, language), ...slots },
    cites: inReplyTo.map((receiptId) => citationOf(file, receiptId, ground)),
    addressees: addressees.map(found),
    copies: copies.map(found),
    signatory: postRef(signatoryOf(file, input.signatory, ground)),
  };
  const onBoard = officeIdsOf(content).filter((id) => isOnBoard(ground.office(id) as Office));
  if (onBoard.length > maxOfficesOnBoard) throw tooManyOffices();
  return content;
}
export const tooManyOffices = () =>
  new DomainError(
    'too-many-offices',
    `One letter goes to at most ${maxOfficesOnBoard} offices on the system; draft another.`,
  );

function addresseeOf(file: File, to: AddresseeInput, ground: DraftGround): Addressee {
  switch (to.kind) {
    case 'outside':
      return to;
    case 'post':
      return {
        kind: 'post',
        post: postRef(ownPost(file, to.postId, ground)),
        mode: to.mode ?? 'hand',
      };
    case 'office': {
      const office = ground.office(to.officeId);
      if (!office) throw new DomainError('not-found', 'There is no such office.');
      if (office.id === file.officeId) {
        throw new DomainError('sent-to-self', 'Address a post of your own office, not the office.');
      }
      const { contact } = office;
      return {
        kind: 'office',
        officeId: office.id,
        name: office.name,
        ...(to.attention !== undefined && { attention: to.attention }),
        ...(contact?.address && { address: contact.address }),
        ...(contact?.email && { email: contact.email }),
        ...(to.mode !== undefined && { mode: to.mode }),
      };
    }
  }
}

/** An active post of the file's office: a letter to another office is addressed to that office. */
function ownPost(file: File, postId: string, ground: DraftGround): Post {
  const post = ground.post(postId);
  if (!post) throw new DomainError('not-found', 'There is no such post.');
  if (post.officeId !== file.officeId) {
    throw new DomainError('other-office', 'That post belongs to another office.');
  }
  if (post.status !== 'active')
    throw new DomainError('post-not-active', 'That post is not active.');
  return post;
}

/** The post that signs: one that may, or the letter could be approved and never go out. */
function signatoryOf(file: File, postId: string, ground: DraftGround): Post {
  const post = ownPost(file, postId, ground);
  if (!post.capabilities.includes('sign')) {
    throw new DomainError('signatory-may-not-sign', 'That post signs no letters.');
  }
  return post;
}

function citationOf(file: File, receiptId: string, ground: DraftGround): CitedLetter {
  const receipt = ground.receipt(receiptId);
  if (receipt?.fileId !== file.id) {
    throw new DomainError('reference-broken', 'The letter it answers is not on the file.');
  }
  const { number, date } = receipt.letter;
  return {
    receiptId,
    receiptNumber: receipt.number,
    sender: receipt.sender?.name ?? receipt.number,
    ...(number !== undefined && { number }),
    ...(date !== undefined && { date }),
  };
}

const filledIn = (filled: Slots): SlotCode[] =>
  slotCodes.filter((slot) => filled[slot] !== undefined);

export const officeIdsOf = ({ addressees, copies }: LetterContent): string[] =>
  [...addressees, ...copies].flatMap((to) => (to.kind === 'office' ? [to.officeId] : []));

/** Everything that is written in the letter itself, for whoever looks for its words. */
export const wordsOf = ({ slots, cites }: LetterContent): string =>
  [
    ...slotCodes.flatMap((slot) => slots[slot] ?? []),
    ...cites.map(({ sender, number }) => [sender, number].filter(Boolean).join(' ')),
  ].join('\n');

const dayWords = (day: string): string => day.split('-').reverse().join('.');

/** The reference line: the words given for it, or the letters it answers, or nothing. */
export function referenceOf({ slots, cites, language }: LetterContent): string[] {
  if (slots.lastCommunication !== undefined) return [slots.lastCommunication];
  return cites.map(({ number, date, sender, receiptNumber }) => {
    const [letter, inward, dated] =
      language === 'hi'
        ? ['पत्र क्रमांक', 'आवक क्रमांक', 'दिनांक']
        : ['letter No.', 'inward No.', 'dated'];
    const which = number === undefined ? `${inward} ${receiptNumber}` : `${letter} ${number}`;
    return [sender, which, ...(date === undefined ? [] : [`${dated} ${dayWords(date)}`])].join(
      ', ',
    );
  });
}

/** Required parts that are empty; a form that cites needs its reference once the file has correspondence. */
function missingIn(file: File, content: LetterContent): SlotCode[] {
  const { form, slots } = content;
  const missing = missingSlots(form, filledIn(slots));
  const owed = forms[form].cites && file.correspondenceCount > 0;
  return owed && referenceOf(content).length === 0 ? ['lastCommunication', ...missing] : missing;
}

/**
 * The draft with what its text lacks today: a file whose first letter came after the save owes that letter a
 * reference. What is put up and what is approved is judged so.
 */
export const asItStands = (file: File, draft: Draft, content: LetterContent): Draft => ({
  ...draft,
  addresseeCount: content.addressees.length,
  missing: missingIn(file, content),
});

export interface Saving {
  readonly at: string;
  readonly digest: Digest;
}
export interface DraftSaved extends Changed<Draft> {
  readonly saved: DraftVersion;
}

/** What the draft's record shows of its newest version. */
function shownOf(file: File, content: LetterContent, hash: string, officer: Officer, at: string) {
  const { form, language, subject, signatory } = content;
  return {
    form,
    language,
    subject,
    signatory,
    contentHash: hash,
    classification: file.classification,
    officeIds: officeIdsOf(content),
    addresseeCount: content.addressees.length,
    missing: missingIn(file, content),
    savedBy: handOf(officer),
    savedAt: at,
  };
}

const versionEvent = (type: string, saved: DraftVersion, pub: { [key: string]: Json }) => ({
  type,
  pub: { ...pub, version: saved.version, contentHash: saved.contentHash },
  texts: { version: saved as unknown as Json },
  place: { series: 'version' as const, no: saved.version },
});

/** Begins a draft on a file; the file counts it. @throws what `contentOf` throws */
export function beginDraft(
  file: File,
  input: DraftInput,
  ground: DraftGround,
  officer: Officer,
  { id, at, digest }: Saving & { readonly id: string },
): DraftSaved & { readonly file: Changed<File> } {
  mustBeActive(file);
  const content = contentOf(file, input, ground);
  const contentHash = contentHashOf(content, digest);
  const ordinal = file.draftCount + 1;
  const saved: DraftVersion = { version: 1, contentHash, at, by: handOf(officer), content };
  return {
    saved,
    record: {
      id,
      officeId: file.officeId,
      fileId: file.id,
      ordinal,
      status: 'editing',
      version: 1,
      begunBy: handOf(officer),
      ...shownOf(file, content, contentHash, officer, at),
    },
    events: [versionEvent('draft-begun', saved, { fileId: file.id, ordinal, form: input.form })],
    file: {
      record: { ...touched(file, at), draftCount: ordinal, openDrafts: file.openDrafts + 1 },
      events: [{ type: 'draft-begun', pub: { draftId: id, ordinal, form: input.form } }],
    },
  };
}

/**
 * Saves a new version. What was approved or signed was another text, so it is being edited again; only a
 * superior who changes what was put up keeps it before them.
 * @throws the draft's state, and what `contentOf` throws
 */
export function saveDraft(
  file: File,
  draft: Draft,
  input: DraftInput,
  ground: DraftGround,
  officer: Officer,
  { at, digest }: Saving,
): DraftSaved {
  mustBeActive(file);
  check(draftMachine, 'save', draft, { officer });
  const content = contentOf(file, input, ground);
  const contentHash = contentHashOf(content, digest);
  const version = draft.version + 1;
  const saved: DraftVersion = { version, contentHash, at, by: handOf(officer), content };
  const { approval, signature, submittedBy, ...kept } = draft;
  const stays =
    draft.status === 'with-superior' && submittedBy && submittedBy.personId !== officer.personId;
  return {
    saved,
    record: {
      ...kept,
      ...(stays && { submittedBy }),
      status: stays ? 'with-superior' : 'editing',
      version,
      ...shownOf(file, content, contentHash, officer, at),
    },
    events: [
      versionEvent('draft-saved', saved, {
        ...(approval && { undoes: signature ? 'signature' : 'approval' }),
      }),
    ],
  };
}

/** Puts the draft up. @throws the draft's state, other-office, approval-open, slot-missing, addressee-required */
export function submitDraft(file: File, draft: Draft, officer: Officer): Changed<Draft> {
  check(draftMachine, 'submit', draft, { file, officer });
  return {
    record: { ...draft, status: 'with-superior', submittedBy: handOf(officer) },
    events: [{ type: 'draft-submitted', pub: boundTo(draft) }],
  };
}

/** Gives it back to be put right. @throws the draft's state, approval-open, reason-required */
export function returnDraft(file: File, draft: Draft, reason: string | undefined): Changed<Draft> {
  check(draftMachine, 'return', draft, { file, reason });
  const { submittedBy: _given, ...rest } = draft;
  return {
    record: { ...rest, status: 'returned' },
    events: [{ type: 'draft-returned', pub: boundTo(draft), texts: { reason: reason ?? '' } }],
  };
}

/**
 * The chain on the letter refused its text. It stays where it is, to be written anew.
 * @param level of the highest post that refused it
 * @throws the draft's state
 */
export function refuseDraft(draft: Draft, level: number): Changed<Draft> {
  check(draftMachine, 'refuse', draft, {});
  const { contentHash, refusal } = draft;
  const before = refusal?.contentHash === contentHash ? refusal.level : level;
  return {
    record: { ...draft, refusal: { contentHash, level: Math.max(before, level) } },
    events: [{ type: 'draft-refused', pub: { ...boundTo(draft), level } }],
  };
}

/**
 * The decision that refused a text of the letter was reversed: whoever may approve it does.
 * @param reversal the approval that reversed it
 * @throws the draft's state
 */
export function liftRefusal(draft: Draft, reversal: string): Changed<Draft> {
  check(draftMachine, 'lift-refusal', draft, {});
  const { refusal: _lifted, ...record } = draft;
  return {
    record,
    events: [{ type: 'draft-refusal-lifted', pub: { ...boundTo(draft), reversal } }],
  };
}

/**
 * The decision that approved the letter was reversed before it went out: it is worked on again.
 * @param reversal the approval that reversed it
 * @throws what the draft machine's `undo-approval` refuses
 */
export function undoApproval(draft: Draft, reversal: string): Changed<Draft> {
  check(draftMachine, 'undo-approval', draft, {});
  const { approval: _approval, signature, submittedBy: _submitted, ...kept } = draft;
  return {
    record: { ...kept, status: 'editing' },
    events: [
      {
        type: 'draft-reversed',
        pub: { ...boundTo(draft), reversal, undoes: signature ? 'signature' : 'approval' },
      },
    ],
  };
}

/** Approves exactly what was seen. @throws the draft's state, other-office, approval-open, content-changed, lower-authority, slot-missing, addressee-required, own-request */
export function approveDraft(
  file: File,
  draft: Draft,
  { contentHash, officer, at }: { contentHash: string; officer: Officer; at: string },
): Changed<Draft> {
  check(draftMachine, 'approve', draft, { file, contentHash, officer });
  const { version } = draft;
  return {
    record: {
      ...draft,
      status: 'approved',
      approval: { version, contentHash, by: handOf(officer), at },
    },
    events: [{ type: 'draft-approved', pub: boundTo(draft) }],
  };
}

/** Signs exactly what was approved. @throws the draft's state, other-office, approval-open, not-the-signatory, content-changed, signing-unavailable, signature-invalid */
export function signDraft(
  file: File,
  draft: Draft,
  signing: {
    contentHash: string;
    proof: SignatureProof;
    officer: Officer;
    at: string;
    signers: Signers;
  },
): Changed<Draft> {
  check(draftMachine, 'sign', draft, { ...signing, file });
  const { contentHash, proof, officer, at } = signing;
  const signature: Signature = { ...proof, signedHash: contentHash, ...handOf(officer), at };
  return {
    record: { ...draft, status: 'signed', signature },
    events: [
      {
        type: 'draft-signed',
        pub: { ...boundTo(draft), kind: proof.kind },
        texts: { signature: signature as unknown as Json },
      },
    ],
  };
}

/** Gives the draft up; its versions stay. @throws the draft's state, approval-open, reason-required, file-closed */
export function cancelDraft(
  file: File,
  draft: Draft,
  reason: string | undefined,
  at: string,
): Changed<Draft> & { readonly file: Changed<File> } {
  mustBeActive(file);
  check(draftMachine, 'cancel', draft, { file, reason });
  return {
    record: { ...draft, status: 'cancelled' },
    events: [{ type: 'draft-cancelled', pub: boundTo(draft), texts: { reason: reason ?? '' } }],
    file: {
      record: { ...touched(file, at), openDrafts: file.openDrafts - 1 },
      events: [{ type: 'draft-cancelled', pub: { draftId: draft.id, ordinal: draft.ordinal } }],
    },
  };
}

/** The version an event is about. */
const boundTo = ({ version, contentHash }: Draft) => ({ version, contentHash });
