import { draftRoutes } from '../../shared/api/routes/drafts.ts';
import { dayOf, financialYearOf } from '../../shared/domain/calendar.ts';
import { addIssuedLetter } from '../../shared/domain/correspondence.ts';
import type { Office, Officer, Policy } from '../../shared/domain/directory.ts';
import { isOnBoard } from '../../shared/domain/draft.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import type { File } from '../../shared/domain/file.ts';
import {
  issueDraft as issue,
  sameDaySuffix,
  verificationCodeOf,
  verificationOf,
} from '../../shared/domain/issue.ts';
import { officeNumberOf, seriesOf } from '../../shared/domain/numbering.ts';
import { write } from '../../shared/http/operation.ts';
import { digest, newCodeValues, newId } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import { Contention } from '../../shared/store/door.ts';
import * as drafts from '../../shared/store/draftStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import * as issues from '../../shared/store/issueStore.ts';
import { allot, counter, inwardSeries } from '../../shared/store/numberStore.ts';
import type { Ref } from '../../shared/store/reading.ts';
import { sealOf } from '../../shared/store/recordStore.ts';
import { arrivalAt } from './arrival.ts';
import { atHand, deskOf } from './onFile.ts';

/** The financial year begins in April everywhere in India; a district whose policy differs is refused below. */
const yearStart = 4;

/** The outward series of an office and branch: that of the officer who issues, known before anything is read. */
const outwardSeries = (officer: Officer, year: string) =>
  seriesOf('issue', '{OFF}/{UNIT}/{FY}', {
    OFF: officer.post.officeCode,
    UNIT: branchOf(officer),
    FY: year,
  });
const branchOf = ({ post }: Officer) => post.unitCode ?? '-';

function outwardNumber(
  policy: Policy,
  file: File,
  own: Office,
  { post }: Officer,
  { year, serial }: { year: string; serial: number },
) {
  if (policy.financialYearStartMonth !== yearStart) {
    throw new Error('The financial year begins in April.');
  }
  const parts = {
    OFF: own.code,
    UNIT: post.unitCode,
    HEAD: file.headCode,
    FY: year,
  };
  return officeNumberOf(policy.numbering.issue, parts, serial);
}

/**
 * One write makes the outward number, the letter on record, its copy on the file, its row in the outward register,
 * the code by which it is checked, and the receipt at every office on the system.
 */
export const issueDraft = write(
  draftRoutes.issueDraft,
  async ({ params, body, officer, at, version, door }) => {
    const officeIds = [...new Set(body.officeIds)];
    const day = dayOf(at);
    const year = financialYearOf(at, yearStart);
    const series = outwardSeries(officer, year);
    const byOffice = <T>(name: string, ref: (officeId: string) => Ref<T>) =>
      Object.fromEntries(officeIds.map((id) => [`${name}/${id}`, ref(id)]));
    const [loaded, newest] = await Promise.all([
      door.load({
        ...(byOffice('office', directory.office) as Record<string, Ref<unknown>>),
        ...(byOffice('last', (id) => counter(inwardSeries(id, at))) as Record<
          string,
          Ref<unknown>
        >),
        ...deskOf(params),
        policy: directory.policy,
        own: directory.office(officer.post.officeId),
        last: counter(series),
        today: issues.issuedOn(params.fileId, day),
      }),
      drafts.newest(params.draftId),
    ]);
    const { file, draft } = atHand(officer, 'issue', loaded, version);
    const policy = directory.present(loaded.policy, 'policy');
    const own = directory.present(loaded.own, 'office');
    if (newest?.version !== draft.state.version) {
      throw new Contention('The text was saved again between the two reads.');
    }
    const read = loaded as Readonly<Record<string, unknown>>;
    const officeOf = (id: string) => read[`office/${id}`] as Office | undefined;
    for (const id of officeIds) {
      if (!officeOf(id)) throw new DomainError('not-found', `There is no office ${id}.`);
    }

    const id = newId('iss');
    const serial = (loaded.last ?? 0) + 1;
    const numbered = outwardNumber(policy, file, own, officer, { year, serial });
    const number = `${numbered}${sameDaySuffix(loaded.today ?? 0)}`;
    const arrivals = officeIds
      .map((officeId) => officeOf(officeId) as Office)
      .filter(isOnBoard)
      .map((office) =>
        arrivalAt(
          {
            office,
            id: newId('rcp'),
            issueId: id,
            issueNumber: number,
            letter: newest.content,
            file,
            from: own,
            at,
          },
          { last: read[`last/${office.id}`] as number | undefined, policy },
        ),
      );
    const issued = issue(file, draft.state, officer, {
      ...body,
      id,
      number,
      branch: branchOf(officer),
      serial,
      verificationCode: verificationCodeOf(newCodeValues()),
      content: newest.content,
      office: officeOf,
      receiptOf: (officeId) => {
        const there = arrivals.find(({ receipt }) => receipt.officeId === officeId)?.receipt;
        return there && { receiptId: there.id, number: there.number };
      },
      at,
      digest,
    });
    const letter = issued.issue.record;
    const added = addIssuedLetter(file, letter);
    const drafted = drafts.change(draft, issued.draft);
    const fileSeq = (loaded.file?.head.seq ?? 0) + added.events.length;
    return door.commit({
      records: [
        issues.change(undefined, issued.issue),
        drafted.record,
        files.change(loaded.file, added),
        ...arrivals.map(({ change }) => change),
      ],
      companions: [
        ...drafted.companions,
        files.accessRow(added.record, fileSeq),
        ...allot(series, loaded.last, number, id),
        issues.issuedOnCompanion(file.id, day, loaded.today),
        issues.verificationCompanion(verificationOf(letter, own)),
        ...issues.informationRows(letter),
        issues.registerRow(letter),
        ...arrivals.flatMap(({ companions }) => companions),
      ],
      // It comes to no post that was abolished since it was written; that of whoever issues it is looked at anyhow.
      checks: [
        ...arrivals.flatMap(({ checks }) => checks),
        ...letter.deliveries.flatMap(({ to }) =>
          to.kind === 'post' && to.post.postId !== officer.post.id
            ? [directory.postIsActive(to.post.postId)]
            : [],
        ),
      ],
      effects: [id, ...arrivals.map(({ receipt }) => receipt.id)].map((recordId) => ({
        kind: 'index-record' as const,
        recordId,
      })),
      reply: (headOf) => ({
        issue: letter,
        version: headOf(id).seq,
        seal: sealOf(headOf(id)),
      }),
    });
  },
);
