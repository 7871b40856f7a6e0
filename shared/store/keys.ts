/**
 * Every key of the single table, in one place.
 *
 * | access pattern                              | index | partition            | sort                    |
 * | ------------------------------------------- | ----- | -------------------- | ----------------------- |
 * | district policy (calendar, number patterns) | table | CELL                 | POLICY                  |
 * | an office, its branches and its posts       | table | OFFICE#<id>          | OFFICE · UNIT#<id> · POST#<id> |
 * | all offices                                 | table | OFFICES              | <officeId>              |
 * | a post and who holds it                     | table | POST#<id>            | POST                    |
 * | posts of which a person has charge, or is link officer | table | CHARGE#<personId> | <postId>             |
 * | a branch and its dealing post               | table | UNIT#<id>            | UNIT                    |
 * | the person behind a token's subject         | table | SUBJECT#<sub>        | PERSON                  |
 * | persons by their id                         | table | PERSONS              | <personId>              |
 * | subject heads of an office                  | table | HEADS#<officeId>     | <headId>                |
 * | approval chains of an office                | table | CHAINS#<officeId>    | <chainId>               |
 * | chains of an office with their drafts       | table | TEMPLATES#<officeId> | <chainId>               |
 * | code → chain (uniqueness)                   | table | TEMPLATES#<officeId> | CODE#<code>             |
 * | published versions of a chain, for ever     | table | <chainId>            | P#<version>             |
 * | work-division orders of an office, drafts too | table | ORDERS#<officeId>  | <divisionId>            |
 * | head of a sealed record (file, letter, scan) | table | <id>                | #HEAD                   |
 * | its events, in order                        | table | <id>                 | E#<seq>                 |
 * | its sealed notes, in order                  | table | <id>                 | N#<noteNo>              |
 * | its correspondence, in order                | table | <id>                 | C#<corrNo>              |
 * | other sealed texts                          | table | <id>                 | S#<seq>                 |
 * | a post's draft note on a file               | table | <fileId>             | Y#<postId>              |
 * | files on which a post has a draft note      | gsi1  | DRAFTS#<postId>      | <fileId>                |
 * | a document that stands in a file            | table | <fileId>             | D#<documentId>          |
 * | approval chains of a file                   | table | <fileId>             | A#<ordinal>             |
 * | number → record (uniqueness)                | table | NUMBER#<number>      | NUMBER                  |
 * | old number of a file brought onto the system | table | NUMBER#<officeId>/old/<comparable> | NUMBER |
 * | a document whose letter was voided           | table | <documentId>         | FREE                    |
 * | gap-free counter of a series                | table | COUNTER#<series>     | COUNTER                 |
 * | stored reply of a write                     | table | IDEM#<scope>         | IDEM                    |
 * | effects owed after a write                  | table | OUT#<shard>          | <ulid>                  |
 * | task tokens and runs of an approval         | table | TOK#<approvalId>     | TURN#<n>#<digest> · RUN |
 * | who is asked about a file they do not have  | gsi1  | INBOX#<postId>       | <due>#<fileId>          |
 * | published work-division orders of an office | table | DIVISIONS#<officeId> | <effectiveFrom>         |
 * | open approvals (for the reconciler)         | table | OPEN#<shard>         | <approvalId>            |
 * | pages of a document while and after reading | table | PAGES#<documentId>   | P#<page>                |
 * | short number → file                         | table | SHORT#<number>       | SHORT                   |
 * | older number → files                        | table | ALIAS#<officeId>#<comparable> | <fileId>       |
 * | registers of an office, by month            | table | REG#<officeId>#<register>#<yyyy-mm> | <order> |
 * | files parked, by the day they wake          | table | PARKED#<shard>       | <day>#<fileId>          |
 * | files closed, by the month their review is due | table | DUE#<officeId>#<yyyy-mm> | <fileId>        |
 * | what a post sent, newest last               | table | SENT#<postId>#<yyyy-mm> | <at>#<id>            |
 * | copies for information, letters to a post   | table | INFO#<postId>        | <at>#<receiptId or issueId> |
 * | yellow notes of a file                      | table | <fileId>             | Y#<postId>              |
 * | the yellow note that is shared on a file    | table | <fileId>             | YS                      |
 * | history of a yellow note                    | table | <noteId>             | #HEAD · E#<seq> · S#<seq> |
 * | draft letters of a file                     | table | <fileId>             | L#<ordinal>             |
 * | versions of a draft letter                  | table | <draftId>            | V#<version>             |
 * | letters that went out, deliveries           | table | <issueId>            | #HEAD · E#<seq> · S#<seq> |
 * | letters of a file on one day                | table | <fileId>             | I#<day>                 |
 * | what a post was told of, newest last        | table | NOTICE#<postId>      | <noticeId>              |
 * | of that, what it has not read               | gsi1  | UNREAD#<postId>      | <noticeId>              |
 * | letters an office still has to send         | gsi1  | INBOX#dispatch/<officeId> | <due>#<id>         |
 * | citizen's token → stage                     | table | TRACK#<token>        | TRACK                   |
 * | verification code of an issued letter       | table | VERIFY#<code>        | VERIFY                  |
 * | letters of that number, date and sender     | table | SAME#<officeId>#<digest> | <receiptId>        |
 * | the letters that are the same as a letter   | table | NEAR#<receiptId>     | SAME                    |
 * | signatures of the text of letters           | table | NEAR#<officeId>#<band>#<value> | <documentId> |
 * | letters that say nearly the same            | table | NEAR#<receiptId>     | NEAR                    |
 * | a print that was asked for                  | table | PRINT#<printId>      | PRINT                   |
 * | how a print is coming along                 | table | MADE#<printId>       | MADE                    |
 * | what was withdrawn with a weeded file        | table | WITHDRAWN#<documentId, issueId, receiptId> | WITHDRAWN |
 * | review batches of an office                 | table | REVIEWS#<officeId>   | <reviewId>              |
 * | requests to view a file                     | table | <fileId>             | R#<postId>              |
 * | search: fresh rows and live access          | table | SRCH#<shard>         | D#<docKey>#<part> · A#<owner> |
 * | inbox of a post, soonest due first          | gsi1  | INBOX#<postId>       | <due>#<id>              |
 * | what lies on the desks of an office, soonest due first | gsi2 | WORK#<officeId> | <due>#<id>            |
 * | open chains that go by an office's order    | gsi2  | CHAINS#<officeId>    | <digest of approvalId>  |
 */
import { dayOf } from '../domain/calendar.ts';

/** The table's own shape, read by CDK and by whatever creates the table for a local run. */
export const tableSchema = {
  key: ['pk', 'sk'],
  indexes: {
    gsi1: {
      key: ['gsi1pk', 'gsi1sk'],
      // Only what an inbox row shows: every projected attribute costs a write on each change.
      projection: [
        'id',
        'number',
        'subject',
        'urgency',
        'classification',
        'since',
        'dueAt',
        'terms',
        'kind',
        'status',
        'unseen',
        'missing',
        // What a post has not read: a notice is never changed but to be read, when it leaves the index.
        'notice',
      ],
    },
    gsi2: {
      key: ['gsi2pk', 'gsi2sk'],
      // What lists of a whole office show: who has the work, by when, and of what branch and subject it is.
      projection: [
        'id',
        'number',
        'subject',
        'kind',
        'classification',
        'status',
        'since',
        'dueAt',
        'terms',
        'postId',
        'designation',
        'unitId',
        'headCode',
      ],
    },
  },
  ttl: 'expiresAt',
} as const;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** Padded because DynamoDB sorts strings, and 10 must follow 9. */
const padded = (n: number, width: number) => String(n).padStart(width, '0');

export const policyKey: Key = { pk: 'CELL', sk: 'POLICY' };
export const officesPk = 'OFFICES';
export const officeListKey = (officeId: string): Key => ({ pk: officesPk, sk: officeId });
export const officePk = (officeId: string) => `OFFICE#${officeId}`;
export const officeKey = (officeId: string): Key => ({ pk: officePk(officeId), sk: 'OFFICE' });
export const officePostKey = (officeId: string, postId: string): Key => ({
  pk: officePk(officeId),
  sk: `POST#${postId}`,
});
export const officePostPrefix = 'POST#';
/** A post of another office that the chains of an office name; it sorts before the office itself. */
export const abroadKey = (officeId: string, postId: string): Key => ({
  pk: officePk(officeId),
  sk: `${abroadPrefix}${postId}`,
});
export const abroadPrefix = 'ABROAD#';
export const postKey = (postId: string): Key => ({ pk: `POST#${postId}`, sk: 'POST' });
/**
 * What conditions of writes look at on a post's item: whether it is active, under which tenure it is held, and each open
 * delegation of its holder with the tenure of the link officer.
 */
export const postConditions = (
  {
    status,
    delegations = [],
  }: {
    readonly status: string;
    readonly delegations?:
      | readonly {
          readonly id: string;
          readonly holderTenureId: string;
          readonly to: { readonly tenureId: string };
        }[]
      | undefined;
  },
  held: { readonly tenureId: string } | null | undefined,
) => ({
  status,
  ...(held && { tenureId: held.tenureId }),
  ...Object.fromEntries(
    delegations
      .filter(({ holderTenureId }) => holderTenureId === held?.tenureId)
      .map(({ id, to }) => [id, to.tenureId]),
  ),
});
export const givenChargesPk = (personId: string) => `CHARGE#${personId}`;
export const givenChargeKey = (personId: string, postId: string): Key => ({
  pk: givenChargesPk(personId),
  sk: postId,
});
export const unitKey = (unitId: string): Key => ({ pk: `UNIT#${unitId}`, sk: 'UNIT' });
export const officeUnitKey = (officeId: string, unitId: string): Key => ({
  pk: officePk(officeId),
  sk: `UNIT#${unitId}`,
});
export const officeUnitPrefix = 'UNIT#';
export const personsPk = 'PERSONS';
export const personKey = (personId: string): Key => ({ pk: personsPk, sk: personId });
export const subjectKey = (sub: string): Key => ({ pk: `SUBJECT#${sub}`, sk: 'PERSON' });
export const headsPk = (officeId: string) => `HEADS#${officeId}`;
export const subjectHeadKey = (officeId: string, headId: string): Key => ({
  pk: headsPk(officeId),
  sk: headId,
});
export const chainsPk = (officeId: string) => `CHAINS#${officeId}`;
export const chainKey = (officeId: string, chainId: string): Key => ({
  pk: chainsPk(officeId),
  sk: chainId,
});

export const divisionsPk = (officeId: string) => `DIVISIONS#${officeId}`;
/**
 * By the instant from which an order is followed: the newest before a moment is the one in force then, and no two are
 * followed from the same instant.
 */
export const divisionKey = (officeId: string, effectiveFrom: string): Key => ({
  pk: divisionsPk(officeId),
  sk: effectiveFrom,
});
export const ordersPk = (officeId: string) => `ORDERS#${officeId}`;
export const orderKey = (officeId: string, divisionId: string): Key => ({
  pk: ordersPk(officeId),
  sk: divisionId,
});

export const templatesPk = (officeId: string) => `TEMPLATES#${officeId}`;
/** Chains stand under their ids, codes apart from them. */
export const templatePrefix = 'chn_';
export const templateKey = (officeId: string, chainId: string): Key => ({
  pk: templatesPk(officeId),
  sk: chainId,
});
export const templateCodeKey = (officeId: string, code: string): Key => ({
  pk: templatesPk(officeId),
  sk: `CODE#${code}`,
});
export const chainVersionKey = (chainId: string, version: number): Key => ({
  pk: chainId,
  sk: `P#${padded(version, 6)}`,
});

export const headKey = (recordId: string): Key => ({ pk: recordId, sk: '#HEAD' });
export const eventPrefix = 'E#';
export const eventKey = (recordId: string, seq: number): Key => ({
  pk: recordId,
  sk: `${eventPrefix}${padded(seq, 8)}`,
});
/** Where the sealed fields of an event stand: notes and correspondence in series of their own. */
export const sealedPrefixes = {
  note: 'N#',
  correspondence: 'C#',
  version: 'V#',
  other: 'S#',
} as const;
export type SealedSeries = keyof typeof sealedPrefixes;
export const sealedKey = (recordId: string, series: SealedSeries, no: number): Key => ({
  pk: recordId,
  sk: `${sealedPrefixes[series]}${padded(no, 8)}`,
});
export const draftPrefix = 'Y#';
export const draftKey = (fileId: string, postId: string): Key => ({
  pk: fileId,
  sk: `${draftPrefix}${postId}`,
});
export const draftNotesPk = (postId: string) => `DRAFTS#${postId}`;
/** Index attributes of a draft note that is neither sealed nor discarded: saving it anew writes nothing in the index. */
export const draftNoteKeys = (postId: string, fileId: string) => ({
  gsi1pk: draftNotesPk(postId),
  gsi1sk: fileId,
});
/** One at most: only the note of the post that has the file can be shared. Known without knowing that post. */
export const sharedNoteKey = (fileId: string): Key => ({ pk: fileId, sk: 'YS' });
/** One at most a file: on which of its arrivals was written before it was opened. */
export const workedKey = (fileId: string): Key => ({ pk: fileId, sk: 'WORKED' });
export const memberKey = (fileId: string, documentId: string): Key => ({
  pk: fileId,
  sk: `D#${documentId}`,
});
export const askedPrefix = 'K#';
/** A post that an open chain asks though the file is with another. */
export const askedKey = (fileId: string, postId: string): Key => ({
  pk: fileId,
  sk: `${askedPrefix}${postId}`,
});
export const approvalKey = (fileId: string, ordinal: number): Key => ({
  pk: fileId,
  sk: `A#${padded(ordinal, 4)}`,
});

/** Which void letter or yellow note a document was with: it may go with another one. */
export const freedKey = (documentId: string): Key => ({ pk: documentId, sk: 'FREE' });

export const numberKey = (number: string): Key => ({ pk: `NUMBER#${number}`, sk: 'NUMBER' });
export const counterKey = (series: string): Key => ({ pk: `COUNTER#${series}`, sk: 'COUNTER' });
export const idempotencyKey = (scope: string): Key => ({ pk: `IDEM#${scope}`, sk: 'IDEM' });

/** Spreads what every write touches over a few partitions; a quiet cell still reads few. */
export const shards = ['0', '1', '2', '3'] as const;
export const shardOf = (id: string): string => {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return shards[sum % shards.length] ?? shards[0];
};
export const outboxPrefix = 'OUT#';
export const outboxPk = (shard: string) => `${outboxPrefix}${shard}`;
export const openApprovalsPk = (shard: string) => `OPEN#${shard}`;
export const openApprovalKey = (approvalId: string): Key => ({
  pk: openApprovalsPk(shardOf(approvalId)),
  sk: approvalId,
});
export const tokensPk = (approvalId: string) => `TOK#${approvalId}`;
/** Every wait has a token of its own; without a turn, the beginning of all. */
export const tokensPrefix = (turn?: number) => `TURN#${turn === undefined ? '' : padded(turn, 6)}`;
export const tokenKey = (approvalId: string, turn: number, tokenDigest: string): Key => ({
  pk: tokensPk(approvalId),
  sk: `${tokensPrefix(turn)}#${tokenDigest}`,
});
export const runKey = (approvalId: string): Key => ({ pk: tokensPk(approvalId), sk: 'RUN' });
export const pagesPk = (documentId: string) => `PAGES#${documentId}`;
export const pageKey = (documentId: string, page: number): Key => ({
  pk: pagesPk(documentId),
  sk: `P#${padded(page, 4)}`,
});
export const searchPk = (shard: string) => `SRCH#${shard}`;
export const searchRowKey = (docKey: string, part: number): Key => ({
  pk: searchPk(shardOf(docKey)),
  sk: `D#${docKey}#${padded(part, 3)}`,
});
export const accessRowKey = (ownerId: string): Key => ({
  pk: searchPk(shardOf(ownerId)),
  sk: `A#${ownerId}`,
});

export const shortKey = (short: string): Key => ({ pk: `SHORT#${short}`, sk: 'SHORT' });
export const aliasPk = (officeId: string, comparable: string) => `ALIAS#${officeId}#${comparable}`;
export const aliasKey = (officeId: string, comparable: string, fileId: string): Key => ({
  pk: aliasPk(officeId, comparable),
  sk: fileId,
});
/** The registers that an office keeps. */
export const registers = ['inward', 'outward', 'file', 'movement'] as const;
export type Register = (typeof registers)[number];
export const registerPk = (officeId: string, register: Register, month: string) =>
  `REG#${officeId}#${register}#${month}`;
/**
 * Where an entry stands in the month of its register: by what it is numbered with, in the order of the numbers of its
 * series; what has no number of its own by its instant.
 */
export type RegisterOrder =
  | { readonly serial: number; readonly series?: string }
  | { readonly at: string; readonly of: string };
export const registerKey = (
  officeId: string,
  register: Register,
  day: string,
  order: RegisterOrder,
): Key => ({
  pk: registerPk(officeId, register, day.slice(0, 7)),
  sk:
    'serial' in order
      ? `${order.series ?? ''}#${padded(order.serial, 9)}`
      : `${day}#${order.at}#${order.of}`,
});
export const duePk = (officeId: string, month: string) => `DUE#${officeId}#${month}`;
export const dueKey = (officeId: string, month: string, fileId: string): Key => ({
  pk: duePk(officeId, month),
  sk: fileId,
});
export const sentPk = (postId: string, month: string) => `SENT#${postId}#${month}`;
/** By the month in Indian time. */
export const sentKey = (postId: string, at: string, id: string): Key => ({
  pk: sentPk(postId, dayOf(at).slice(0, 7)),
  sk: `${at}#${id}`,
});
export const parkedPk = (shard: string) => `PARKED#${shard}`;
export const parkedKey = (day: string, fileId: string): Key => ({
  pk: parkedPk(shardOf(fileId)),
  sk: `${day}#${fileId}`,
});
export const informationPk = (postId: string) => `INFO#${postId}`;
export const informationKey = (postId: string, at: string, id: string): Key => ({
  pk: informationPk(postId),
  sk: `${at}#${id}`,
});
export const letterPrefix = 'L#';
export const letterKey = (fileId: string, ordinal: number): Key => ({
  pk: fileId,
  sk: `${letterPrefix}${padded(ordinal, 4)}`,
});
/** How many letters went out from a file on a day. */
export const issuedKey = (fileId: string, day: string): Key => ({ pk: fileId, sk: `I#${day}` });
export const trackKey = (token: string): Key => ({ pk: `TRACK#${token}`, sk: 'TRACK' });
export const verifyKey = (code: string): Key => ({ pk: `VERIFY#${code}`, sk: 'VERIFY' });
export const sameLettersPk = (officeId: string, digest: string) => `SAME#${officeId}#${digest}`;
/** A row for each letter, so that entering one needs to read none. */
export const sameLetterKey = (officeId: string, digest: string, receiptId: string): Key => ({
  pk: sameLettersPk(officeId, digest),
  sk: receiptId,
});
export const nearPrefix = 'NEAR#';
/** Letters of an office whose texts agree in a band of their signatures. */
export const bandPk = (officeId: string, band: number, value: string) =>
  `${nearPrefix}${officeId}#${band}#${value}`;
export const bandKey = (
  officeId: string,
  band: number,
  value: string,
  documentId: string,
): Key => ({ pk: bandPk(officeId, band, value), sk: documentId });
export const similarKey = (receiptId: string): Key => ({
  pk: `${nearPrefix}${receiptId}`,
  sk: 'NEAR',
});
export const sameAsKey = (receiptId: string): Key => ({
  pk: `${nearPrefix}${receiptId}`,
  sk: 'SAME',
});
export const printKey = (printId: string): Key => ({ pk: `PRINT#${printId}`, sk: 'PRINT' });
export const madePrefix = 'MADE#';
export const madeKey = (printId: string): Key => ({ pk: `${madePrefix}${printId}`, sk: 'MADE' });
export const withdrawnPrefix = 'WITHDRAWN#';
export const withdrawnKey = (id: string): Key => ({
  pk: `${withdrawnPrefix}${id}`,
  sk: 'WITHDRAWN',
});
export const reviewsPk = (officeId: string) => `REVIEWS#${officeId}`;
export const reviewRowKey = (officeId: string, reviewId: string): Key => ({
  pk: reviewsPk(officeId),
  sk: reviewId,
});
export const viewRequestPrefix = 'R#';
export const viewRequestKey = (fileId: string, postId: string): Key => ({
  pk: fileId,
  sk: `${viewRequestPrefix}${postId}`,
});
export const noticesPk = (postId: string) => `NOTICE#${postId}`;
/** Ids of notices sort by the time at which they were made. */
export const noticeKey = (postId: string, noticeId: string): Key => ({
  pk: noticesPk(postId),
  sk: noticeId,
});
export const unreadPk = (postId: string) => `UNREAD#${postId}`;
/** Index attributes of a notice that its post has not read. */
export const unreadKeys = (postId: string, noticeId: string) => ({
  gsi1pk: unreadPk(postId),
  gsi1sk: noticeId,
});

/** No due date sorts after every real one. */
const noDueDate = '9999-12-31';
/** Index attributes that put a record into a post's inbox. */
export const inboxKeys = (postId: string, dueAt: string | undefined, id: string) => ({
  gsi1pk: inboxPk(postId),
  gsi1sk: `${dueAt ?? noDueDate}#${id}`,
});
export const inboxPk = (postId: string) => `INBOX#${postId}`;

/** Index attributes that put a record into the list of what lies on the desks of an office. */
export const workKeys = (officeId: string, dueAt: string | undefined, id: string) => ({
  gsi2pk: workPk(officeId),
  gsi2sk: `${dueAt ?? noDueDate}#${id}`,
});
export const workPk = (officeId: string) => `WORK#${officeId}`;
/**
 * Index attributes that put an open chain into the list of its office. A cursor tells its place: that is the digest of the
 * chain's id, which says nothing of a confidential file.
 */
export const openChainKeys = (officeId: string, approvalDigest: string) => ({
  gsi2pk: openChainsPk(officeId),
  gsi2sk: approvalDigest,
});
export const openChainsPk = (officeId: string) => `CHAINS#${officeId}`;
