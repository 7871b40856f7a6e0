/**
 * By which rule a post is asked, in Hindi and English: what the chain says, and then, part by part, why it came to be
 * another post or another person. It is sealed with the level as it was said then.
 */
import * as z from 'zod';
import type { DelegationKind } from './directory.ts';
import type { Resolver, Unresolved } from './resolver.ts';
import { type Bilingual, cutLine } from './text.ts';

/** UTF-16 units: the number of an order and a designation at their longest, with the words between them. */
const mostSaid = 300;
const said = z.string().max(mostSaid);
export const AskingRule = z
  .strictObject({ hi: said, en: said })
  .meta({ id: 'AskingRule', description: 'By which rule a post is asked, in words.' });
export type AskingRule = z.infer<typeof AskingRule>;

export const named: AskingRule = { hi: 'शृंखला में नामित पद', en: 'post named by the chain' };
export const superior = (steps: number): AskingRule => ({
  hi: `वरिष्ठ पद ${steps}`,
  en: `superior ${steps}`,
});
/** Codes of roles are Latin: in Hindi the post, which stands beside it, says which it is. */
export const ofRole = (code: string): AskingRule => ({
  hi: 'भूमिका के अनुसार पद',
  en: `role ${code}`,
});
export const headOf: Readonly<Record<'unit' | 'office', AskingRule>> = {
  unit: { hi: 'शाखा प्रमुख', en: 'head of the branch' },
  office: { hi: 'कार्यालय प्रमुख', en: 'head of the office' },
};

type Part = Extract<Resolver, { division: string }>['division'];
const parts: Readonly<Record<Part, AskingRule>> = {
  'officer-in-charge': { hi: 'प्रभारी अधिकारी', en: 'officer-in-charge' },
  via: { hi: 'माध्यम', en: 'via' },
  final: { hi: 'अंतिम निर्णयकर्ता', en: 'final authority' },
};
/** @param no of those by way of whom files go, counted from 1 */
export function byOrder(orderNumber: string, part: Part, no: number): AskingRule {
  const which = part === 'via' ? ` ${no}` : '';
  return {
    hi: `आदेश ${orderNumber} के अनुसार ${parts[part].hi}${which}`,
    en: `order ${orderNumber}: ${parts[part].en}${which}`,
  };
}

/** Why it is not the post, or not the person, that the rule names. */
export const because = {
  vacant: { hi: 'पद रिक्त', en: 'vacant' },
  late: { hi: 'विलंब पर', en: 'late' },
  'same-person': { hi: 'वही अधिकारी', en: 'same person' },
  'other-office': { hi: 'अन्य कार्यालय का पद', en: 'post of another office' },
  'may-not-answer': { hi: 'उत्तर देने का अधिकार नहीं', en: 'may not answer' },
  lower: { hi: 'निर्णय लेने वाले पद से नीचे', en: 'lower than the post that decides' },
  'not-above': { hi: 'निर्णय लेने वाले पद से ऊपर नहीं', en: 'not above the post that decided' },
} as const satisfies Record<string, AskingRule>;

export const whileAway: Readonly<Record<DelegationKind, AskingRule>> = {
  leave: { hi: 'अवकाश पर', en: 'on leave' },
  tour: { hi: 'दौरे पर', en: 'on tour' },
  training: { hi: 'प्रशिक्षण पर', en: 'in training' },
  other: { hi: 'अनुपस्थित', en: 'away' },
};

export const whereNobody: Readonly<Record<Unresolved, AskingRule>> = {
  'no-such-post': { hi: 'ऐसा चालू पद नहीं', en: 'no such post' },
  'no-superior': { hi: 'ऊपर इतने वरिष्ठ पद नहीं', en: 'no superior so far up' },
  'no-post-of-role': { hi: 'उस भूमिका का पद नहीं', en: 'no post of that role' },
  'several-posts-of-role': { hi: 'उस भूमिका के कई पद', en: 'several posts of that role' },
  'no-head': { hi: 'प्रमुख नियत नहीं', en: 'no head' },
  'order-is-silent': { hi: 'कार्य विभाजन आदेश मौन', en: 'order is silent' },
};

/** Who is asked, or acts, then. */
export const standIn = {
  superior: { hi: 'वरिष्ठ पद', en: 'superior' },
  holder: { hi: 'पदस्थ अधिकारी', en: 'the holder' },
  link: { hi: 'लिंक अधिकारी', en: 'link officer' },
  charge: { hi: 'प्रभार में', en: 'officiating' },
} as const satisfies Record<string, AskingRule>;
const inBoth = ({ hi, en }: Bilingual) => ({ hi, en: en ?? hi });
/** The link officer by the post of their own. */
export function linkOfficer(designation: Bilingual): AskingRule {
  const post = inBoth(designation);
  return { hi: `${standIn.link.hi} ${post.hi}`, en: `${standIn.link.en} ${post.en}` };
}

/** Asked by an act of a superior or of whoever administers chains. */
export const namedInstead: AskingRule = { hi: 'नामित', en: 'named' };
export function inPlaceOf(designation: Bilingual): AskingRule {
  const post = inBoth(designation);
  return { hi: `${post.hi} के स्थान पर`, en: `in place of ${post.en}` };
}

/** What came of a rule: why it is not followed to the letter, and who is asked then. Without a rule, that alone. */
export function instead(
  rule: AskingRule | undefined,
  why: AskingRule,
  who: AskingRule,
): AskingRule {
  const joined = (language: 'hi' | 'en') =>
    `${rule ? `${rule[language]}; ` : ''}${why[language]}: ${who[language]}`;
  return { hi: joined('hi'), en: joined('en') };
}

/** As it is kept: what is longer than a line of the record is cut. */
export const kept = ({ hi, en }: AskingRule): AskingRule => ({
  hi: cutLine(hi, mostSaid),
  en: cutLine(en, mostSaid),
});
