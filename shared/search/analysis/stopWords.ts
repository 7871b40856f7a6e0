import { clean } from './clean.ts';

/**
 * Words so common in office letters that they say nothing about any one of them. कर (having done) is
 * not among them, for it is also a tax.
 */
const hindi = `
  के में की है से को का और पर यह कि एवं द्वारा हेतु तथा इस जो किया गया हैं नहीं ने तक भी होने करने
  लिए था थी थे होगा होगी या अनुसार साथ बाद अंतर्गत हुए हुआ जाये जाए जावे करें रहे रहा रही अपने
  उनके उसके सभी कुछ अन्य ही तो जिस जिससे वह वे यदि परंतु किंतु अतः कोई किसी दिया गयी गए गई मे इसे
  उसे इन उन एक वाले वाला वाली बाबत जाता जाती जाने हो हुई उक्त श्री श्रीमती`;

const english = `
  the of and to in is for that with as on by be this it are was has have been from at not or shall
  may which your you we will any all such under regarding a an he she they his her its i my our
  their but if no so do does did than then there these those were`;

const stopWords: ReadonlySet<string> = new Set(
  `${hindi} ${english}`.split(/\s+/).filter(Boolean).map(clean),
);

/** Whether a cleaned word is left out of index and query. */
export const isStopWord = (word: string): boolean => stopWords.has(word);
