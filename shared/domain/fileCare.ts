/** What a holder does with a file besides writing on it and sending it: its cover, parts, links, place and readers. */
import * as z from 'zod';
import { dayAfter, dayOf } from './calendar.ts';
import { type Officer, type Policy, type Post, PostRef, postRef } from './directory.ts';
import type { Changed } from './document.ts';
import { DomainError } from './errors.ts';
import { type File, PhysicalPlace, untouched } from './file.ts';
import { fileMachine } from './fileMachine.ts';
import { Instant } from './ids.ts';
import { check } from './machine.ts';
import { type HandedOn, keptAsLongAs, sealed, touched } from './movement.ts';
import type { DraftNote } from './note.ts';
import {
  AskedClassification,
  keptClassification,
  Nature,
  noReaders,
  Urgency,
  withReader,
} from './record.ts';
import { bilingual, line, officeNumber } from './text.ts';

export const Amendment = z
  .strictObject({
    subject: bilingual(500).optional(),
    urgency: Urgency.optional(),
    classification: AskedClassification.optional(),
    reason: line(300),
  })
  .refine(({ subject, urgency, classification }) => subject ?? urgency ?? classification, {
    message: 'Say what is to change.',
  })
  .meta({ id: 'FileAmendment' });
export type Amendment = z.infer<typeof Amendment>;

/** Changes the cover; what stood there before is sealed with the change. @throws what the machine’s `amend` refuses */
export function amend(file: File, change: Amendment, at: string): Changed<File> {
  const { subject, urgency, classification, reason } = change;
  check(fileMachine, 'amend', file, { classification });
  const kept = keptClassification(classification);
  return {
    record: {
      ...touched(file, at),
      ...(subject && { subject }),
      ...(urgency && { urgency }),
      ...(kept && { classification: kept }),
    },
    events: [
      {
        type: 'amended',
        pub: { ...(urgency && { urgency }), ...(kept && { classification: kept }) },
        texts: { reason, ...(subject && { subject, subjectBefore: file.subject }) },
      },
    ],
  };
}

export const AliasInput = z.strictObject({ number: officeNumber(100) }).meta({ id: 'FileAlias' });

/** Puts an older number on record, by which the file is found too. @throws alias-exists */
export function addAlias(file: File, number: string, at: string): Changed<File> {
  check(fileMachine, 'add-alias', file, { alias: number });
  return {
    record: { ...touched(file, at), aliases: [...file.aliases, number] },
    events: [{ type: 'alias-added', pub: { number } }],
  };
}

export const PartInput = z
  .strictObject({
    kind: z.enum(['part', 'volume']),
    /** What the part is about; a volume goes on with the subject of the file. */
    subject: bilingual(500).optional(),
  })
  .meta({ id: 'PartInput' });
export type PartInput = z.infer<typeof PartInput>;

/** Parts let two desks work at once; a volume goes on where a bulky file ends. Both are numbered behind their file. */
export function openPart(
  parent: File,
  input: PartInput,
  officer: Officer,
  naming: { id: string; shortNumber: string; at: string; numbering: Policy['numbering'] },
): { parent: Changed<File>; part: Changed<File> } {
  const { id, shortNumber, at, numbering } = naming;
  check(fileMachine, 'open-part', parent, { officer, at });
  const { kind } = input;
  const ordinal = (kind === 'part' ? parent.partCount : parent.volumeCount) + 1;
  const number = `${parent.number}${numbering[kind].replace('{PART}', String(ordinal))}`;
  const { post } = officer;
  const { officeId, unitId, headId, headCode, classification, urgency, nature } = parent;
  const subject = input.subject ?? parent.subject;
  const part: File = {
    id,
    officeId,
    ...(unitId && { unitId }),
    headId,
    headCode,
    number,
    shortNumber,
    nature,
    kind,
    parentId: parent.id,
    ordinal,
    subject,
    classification,
    urgency,
    status: 'active',
    openedAt: at,
    entered: { at, by: postRef(post) },
    holder: postRef(post),
    holderSince: at,
    readers: withReader(noReaders, post),
    ...untouched,
  };
  return {
    parent: {
      record: {
        ...touched(parent, at),
        // A volume goes its own way; only parts keep their file open.
        ...(kind === 'part'
          ? { partCount: ordinal, openParts: parent.openParts + 1 }
          : { volumeCount: ordinal }),
      },
      events: [{ type: `${kind}-opened`, pub: { fileId: id, number } }],
    },
    part: {
      record: part,
      events: [
        {
          type: 'opened',
          pub: {
            number,
            headId,
            classification,
            urgency,
            holder: postRef(post),
            kind,
            parentId: parent.id,
          },
          texts: { subject },
        },
      ],
    },
  };
}

/** A part was closed, or opened again: its file counts the parts that are open. */
export const countParts = (parent: File, change: 1 | -1, partId: string): Changed<File> => ({
  record: { ...parent, openParts: Math.max(0, parent.openParts + change) },
  events: [{ type: change < 0 ? 'part-closed' : 'part-reopened', pub: { fileId: partId } }],
});

export const LinkKind = z.enum(['related', 'reference', 'predecessor']).meta({ id: 'LinkKind' });

/** Links another file, saying why. @throws link-exists */
export function link(
  file: File,
  other: File,
  { kind, reason }: { kind: z.infer<typeof LinkKind>; reason: string },
  at: string,
): Changed<File> {
  check(fileMachine, 'link', file, { otherId: other.id });
  return {
    record: { ...touched(file, at), links: [...file.links, { fileId: other.id, kind }] },
    // Its number is read from its own cover, by whoever may see that.
    events: [{ type: 'linked', pub: { fileId: other.id, kind }, texts: { reason } }],
  };
}

/** Takes a link away; what was drawn from the other file is said. CSMOP: extracts first. @throws no-link */
export function unlink(file: File, otherId: string, extract: string, at: string): Changed<File> {
  check(fileMachine, 'unlink', file, { otherId });
  return {
    record: {
      ...touched(file, at),
      links: file.links.filter(({ fileId }) => fileId !== otherId),
    },
    events: [{ type: 'unlinked', pub: { fileId: otherId }, texts: { extract } }],
  };
}

export const PlaceInput = z
  .strictObject({ nature: Nature, place: PhysicalPlace.optional() })
  .refine(({ nature, place }) => (nature === 'electronic') === (place === undefined), {
    message: 'A physical or hybrid file has a place, an electronic one has none.',
  })
  .meta({ id: 'PlaceInput' });

/** Says where the paper stands, by whose leave there is any, or that there is none. @throws in-transit */
export function placePaper(
  file: File,
  { nature, place }: z.infer<typeof PlaceInput>,
  officer: Officer,
  at: string,
): Changed<File> {
  check(fileMachine, 'place', file, { officer, at });
  const { physical: _before, ...rest } = touched(file, at);
  return {
    record: { ...rest, nature, ...(place && { physical: place }) },
    events: [{ type: 'placed', pub: { nature }, ...(place && { texts: { place } }) }],
  };
}

/** Lets a post read the file, by its holder's leave. @throws view-granted, other-office */
export function nameReader(file: File, reader: Post, reason: string, at: string): Changed<File> {
  check(fileMachine, 'name-reader', file, { readerId: reader.id, reader });
  return {
    record: {
      ...touched(file, at),
      readers: { ...file.readers, named: [...(file.readers.named ?? []), reader.id] },
    },
    events: [{ type: 'reader-named', pub: { reader: postRef(reader) }, texts: { reason } }],
  };
}

/** A post of the office asks to read a file that it may only know of: the last request of the post, and its answer. */
export const ViewRequest = z
  .strictObject({
    post: PostRef,
    reason: z.string(),
    askedAt: Instant,
    grantedAt: Instant.optional(),
    refusedAt: Instant.optional(),
    /** Why it was refused. */
    refusal: z.string().optional(),
  })
  .meta({ id: 'ViewRequest' });
export type ViewRequest = z.infer<typeof ViewRequest>;

/** A request about a file, and the file after it: what it says itself does not change. */
export interface ViewAsked {
  readonly request: ViewRequest;
  readonly file: Changed<File>;
}

/** Asks whoever has the file to let the post read it. @throws view-requested while a request of the post is open */
export function requestView(
  file: File,
  before: ViewRequest | undefined,
  officer: Officer,
  { reason, at }: { reason: string; at: string },
): ViewAsked {
  check(fileMachine, 'request-view', file, { request: before });
  const post = postRef(officer.post);
  return {
    request: { post, reason, askedAt: at },
    file: { record: file, events: [{ type: 'view-requested', pub: { post }, texts: { reason } }] },
  };
}

/** The holder has let the post read the file: by a request of it, or without one. */
export const granted = (request: ViewRequest, at: string): ViewRequest => {
  const { refusedAt: _refused, refusal: _why, ...asked } = request;
  return { ...asked, grantedAt: at };
};

/** Refuses a request to read the file, saying why. @throws no-view-request */
export function refuseView(
  file: File,
  asked: ViewRequest | undefined,
  { reason, at }: { reason: string; at: string },
): ViewAsked {
  check(fileMachine, 'refuse-view', file, { request: asked });
  // The machine has refused what was never asked.
  const request = asked as ViewRequest;
  return {
    request: { ...request, refusedAt: at, refusal: reason },
    file: {
      record: touched(file, at),
      events: [{ type: 'view-refused', pub: { post: request.post }, texts: { reason } }],
    },
  };
}

/** Puts the file aside until a day, sealing the officer's yellow note. @throws date-past, too-far-ahead, approval-open, note-shared, … */
export function park(
  file: File,
  { until, reason }: { until: string; reason: string },
  officer: Officer,
  { at, policy, draft }: { at: string; policy: Policy; draft?: DraftNote | undefined },
): HandedOn {
  const today = dayOf(at);
  const latest = dayAfter(today, policy.parkLimitDays);
  check(fileMachine, 'park', file, { officer, at, until, today, latest });
  const noted = sealed(touched(file, at), draft, officer, at);
  return {
    ...noted,
    record: { ...noted.record, status: 'parked', parked: { until, since: at } },
    events: [...noted.events, { type: 'parked', pub: { until }, texts: { reason } }],
  };
}

/** Takes a parked file up again: by its holder, on its day, or because a letter came. */
export function wake(
  file: File,
  cause: 'holder' | 'date' | 'letter',
  act: { officer?: Officer; at: string },
): Changed<File> {
  check(fileMachine, 'wake', file, act);
  const { parked, ...rest } = file;
  return {
    record: { ...rest, status: 'active' },
    events: [{ type: 'woken', pub: { cause, ...(parked && { until: parked.until }) } }],
  };
}

/**
 * Merges a file into another by cross-reference: it stays as it is, to be read, and points to the other.
 * Neither history is rewritten.
 * @throws other-unit, approval-open, consultation-open, in-transit, open-draft, open-part, open-note, too-many-links
 */
export function merge(
  file: File,
  into: File,
  reason: string,
  { officer, at, openNotes }: { officer: Officer; at: string; openNotes: boolean },
): { file: Changed<File>; into: Changed<File> } {
  check(fileMachine, 'merge', file, { officer, at, into, openNotes });
  if (into.status !== 'active') {
    throw new DomainError('file-closed', 'The other file is not active.');
  }
  const { dueAt: _due, askedDueAt: _asked, askedTerm: _term, ...rest } = touched(file, at);
  const opened = keptAsLongAs(file, touched(into, at));
  const links = into.links.some(({ fileId }) => fileId === file.id)
    ? into.links
    : [...into.links, { fileId: file.id, kind: 'predecessor' as const }];
  return {
    file: {
      record: { ...rest, status: 'merged', mergedInto: into.id },
      events: [{ type: 'merged', pub: { into: into.id, number: into.number }, texts: { reason } }],
    },
    into: {
      // What was a part of it is open no more.
      record: {
        ...(file.kind === 'part' ? countParts(opened, -1, file.id).record : opened),
        links,
      },
      events: [{ type: 'merged-here', pub: { fileId: file.id, number: file.number } }],
    },
  };
}
