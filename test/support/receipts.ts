import { postRef } from '../../shared/domain/directory.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import { noReaders } from '../../shared/domain/record.ts';
import { officer } from './officers.ts';

/** A letter on the inward clerk's desk, unless a test says otherwise; only what a print shows of it. */
export const aReceipt = (more: Partial<Receipt> = {}): Receipt =>
  ({
    id: 'rcp_01K00000000000000000000001',
    officeId: officer('aavak').post.officeId,
    officeName: officer('aavak').post.officeName,
    number: 'BBZ-COL/2026/000117',
    diarisedAt: '2026-11-25T05:30:00.000Z',
    subject: { hi: 'सीमांकन हेतु आवेदन' },
    sender: { kind: 'citizen', name: 'श्रीमती द्रौपदी निर्मलकर' },
    letter: { number: '12/2026', date: '2026-11-20', language: 'hi' },
    channel: 'counter',
    classification: 'normal',
    urgency: 'ordinary',
    nature: 'electronic',
    documents: [],
    enclosures: [],
    status: 'diarised',
    holder: postRef(officer('aavak').post),
    holderSince: '2026-11-25T05:30:00.000Z',
    readers: noReaders,
    ...more,
  }) as Receipt;
