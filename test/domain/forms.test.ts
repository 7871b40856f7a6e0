import { describe, expect, it } from 'vitest';
import {
  formCodes,
  forms,
  missingSlots,
  mustAdmit,
  slotCodes,
  slots,
  usualWords,
} from '../../shared/domain/forms.ts';

const hindi = /[\u0900-\u097f]/;
const english = /[A-Za-z]/;

describe('[row 12] the forms of CSMOP, paragraph 28', () => {
  it('are all there, and circulars besides', () => {
    expect([...formCodes].sort()).toEqual(
      [
        'letter',
        'demi-official',
        'office-memorandum',
        'unofficial-note',
        'office-order',
        'order',
        'notification',
        'resolution',
        'press-note',
        'endorsement',
        'minutes',
        'circular',
      ].sort(),
    );
    expect(Object.keys(forms).sort()).toEqual([...formCodes].sort());
  });

  it.each(formCodes)('%s speaks both languages in everything people read', (code) => {
    const { name, use, salutation, closing } = forms[code];
    for (const words of [name, use, salutation, closing]) {
      if (!words) continue;
      expect(words.hi).toMatch(hindi);
      expect(words.hi).not.toMatch(english);
      expect(words.en).toMatch(english);
      expect(words.en).not.toMatch(hindi);
    }
  });

  it('the parts have names in both languages', () => {
    for (const code of slotCodes) {
      expect(slots[code].hi).toMatch(hindi);
      expect(slots[code].en).toMatch(english);
    }
  });

  it.each(formCodes)(
    '%s has a body, names no part twice, and has room for its usual words',
    (code) => {
      const { requires, admits } = forms[code];
      expect(requires).toContain('body');
      const all = [...requires, ...admits];
      expect(new Set(all).size).toBe(all.length);
      for (const slot of Object.keys(usualWords(code, 'hi'))) expect(all).toContain(slot);
    },
  );

  it.each(['letter', 'demi-official', 'office-memorandum', 'circular'] as const)(
    'in a %s the signatory can be reached by telephone and mail',
    (code) => {
      expect(missingSlots(code, ['salutation', 'body', 'closing'])).toEqual(['phone', 'email']);
    },
  );

  it.each(formCodes)('%s cites only if it has a place for the reference', (code) => {
    const { cites, requires, admits } = forms[code];
    if (cites) expect([...requires, ...admits]).toContain('lastCommunication');
  });

  it('opens and closes a letter with the words of its language', () => {
    expect(usualWords('letter', 'hi')).toEqual({ salutation: 'महोदय/महोदया,', closing: 'भवदीय,' });
    expect(usualWords('letter', 'en')).toEqual({
      salutation: 'Sir/Madam,',
      closing: 'Yours faithfully,',
    });
    expect(usualWords('minutes', 'hi')).toEqual({});
  });

  it('a form refuses a part it has no place for', () => {
    expect(() => mustAdmit('letter', ['present'])).toThrow(
      expect.objectContaining({ code: 'slot-unknown' }),
    );
    expect(() => mustAdmit('minutes', ['present', 'occasion', 'body'])).not.toThrow();
  });
});
