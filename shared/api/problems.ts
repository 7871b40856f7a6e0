import * as z from 'zod';
import type { DomainErrorCode, Told } from '../domain/errors.ts';

/** Refusals that the edge makes before or around the office's rules. */
type EdgeCode =
  | 'malformed'
  | 'validation'
  | 'not-signed-in'
  | 'session-expired'
  | 'step-up-required'
  | 'scope-missing'
  | 'method-not-allowed'
  | 'idempotency-key-required'
  | 'idempotency-key-reused'
  | 'if-match-required'
  | 'stale-version'
  | 'cursor-invalid'
  | 'unsupported-media-type'
  | 'busy'
  | 'unavailable'
  | 'internal';

export type ProblemCode = DomainErrorCode | EdgeCode;
export type Language = 'hi' | 'en';
type Entry = { readonly status: number; readonly hi: string; readonly en: string };

/** Every problem the API can report (RFC 9457), in both languages. A code without an entry does not compile. */
export const problems = {
  malformed: { status: 400, hi: 'अनुरोध पढ़ा नहीं जा सका', en: 'The request cannot be read' },
  validation: {
    status: 422,
    hi: 'कुछ जानकारी ठीक नहीं है',
    en: 'Some of the information is not valid',
  },
  'not-signed-in': { status: 401, hi: 'कृपया साइन-इन करें', en: 'Please sign in' },
  'session-expired': {
    status: 401,
    hi: 'सत्र समाप्त हुआ, फिर से साइन-इन करें',
    en: 'The session has ended; sign in again',
  },
  'step-up-required': {
    status: 401,
    hi: 'इस कार्य हेतु फिर से साइन-इन करें',
    en: 'Sign in again for this act',
  },
  'scope-missing': {
    status: 403,
    hi: 'इस कार्य की अनुमति इस साइन-इन में नहीं है',
    en: 'This sign-in does not carry the permission for that',
  },
  'method-not-allowed': {
    status: 405,
    hi: 'यह क्रिया यहाँ उपलब्ध नहीं है',
    en: 'That method is not available here',
  },
  'idempotency-key-required': {
    status: 400,
    hi: 'अनुरोध की कुंजी (Idempotency-Key) आवश्यक है',
    en: 'The Idempotency-Key header is required',
  },
  'idempotency-key-reused': {
    status: 422,
    hi: 'यही कुंजी दूसरे अनुरोध में काम आ चुकी है',
    en: 'This Idempotency-Key was used for another request',
  },
  'if-match-required': {
    status: 428,
    hi: 'संस्करण (If-Match) बताना आवश्यक है',
    en: 'The If-Match header is required',
  },
  'stale-version': {
    status: 412,
    hi: 'इस बीच किसी ने बदलाव किया है',
    en: 'It has changed since you read it',
  },
  'cursor-invalid': {
    status: 400,
    hi: 'सूची का यह पृष्ठ मान्य नहीं है',
    en: 'The cursor is not valid for this list',
  },
  'unsupported-media-type': { status: 415, hi: 'अनुरोध JSON में भेजें', en: 'Send the request as JSON' },
  busy: {
    status: 503,
    hi: 'अभी बहुत से अनुरोध हैं, थोड़ी देर में प्रयास करें',
    en: 'Too much is happening at once; try again shortly',
  },
  unavailable: {
    status: 503,
    hi: 'सेवा अभी उपलब्ध नहीं है, थोड़ी देर में प्रयास करें',
    en: 'The service is not available now; try again shortly',
  },
  internal: { status: 500, hi: 'हमारी ओर से कोई त्रुटि हुई है', en: 'Something went wrong on our side' },
  'not-found': { status: 404, hi: 'नहीं मिला', en: 'Not found' },
  'not-allowed': { status: 403, hi: 'आपके पद को इसकी अनुमति नहीं है', en: 'Your post may not do this' },
  'no-post': { status: 403, hi: 'आप किसी पद पर पदस्थ नहीं हैं', en: 'You hold no post' },
  suspended: { status: 403, hi: 'यह खाता अभी बंद है', en: 'This account is suspended' },
  'tenure-ended': {
    status: 403,
    hi: 'इस पद पर आपकी पदस्थापना समाप्त हो चुकी है',
    en: 'Your tenure of this post has ended',
  },
  'file-not-with-you': {
    status: 403,
    hi: 'यह नस्ती अभी आपके पास नहीं है',
    en: 'This file is not with you',
  },
  'receipt-not-with-you': {
    status: 403,
    hi: 'यह आवक पत्र अभी आपके पास नहीं है',
    en: 'This letter is not with you',
  },
  confidential: { status: 403, hi: 'यह गोपनीय है', en: 'This is confidential' },
  'classification-refused': {
    status: 422,
    hi: 'गुप्त श्रेणी के कागज़ यहाँ नहीं रखे जा सकते',
    en: 'Secret papers may not be kept here',
  },
  'post-not-active': { status: 422, hi: 'यह पद चालू नहीं है', en: 'That post is not active' },
  'post-vacant': {
    status: 422,
    hi: 'इस पद पर अभी कोई अधिकारी नहीं है',
    en: 'Nobody holds that post at present',
  },
  'not-from-that-post': {
    status: 422,
    hi: 'पत्र आपके पास उस पद से नहीं आया',
    en: 'The letter did not come to you from that post',
  },
  'sent-to-self': {
    status: 422,
    hi: 'अपने ही पद को नहीं भेजा जा सकता',
    en: 'It cannot be sent to the post that has it',
  },
  'unit-has-no-desk': {
    status: 422,
    hi: 'इस शाखा में पत्र लेने वाला पद तय नहीं है',
    en: 'That branch has no post that takes letters',
  },
  'head-inactive': {
    status: 422,
    hi: 'यह विषय शीर्ष चालू नहीं है',
    en: 'That subject head is not active',
  },
  'other-office': { status: 422, hi: 'यह दूसरे कार्यालय का है', en: 'That belongs to another office' },
  'file-closed': { status: 409, hi: 'नस्ती नस्तीबद्ध है', en: 'The file is closed' },
  'note-sealed': {
    status: 409,
    hi: 'मुद्रांकित टीप बदली नहीं जा सकती',
    en: 'A sealed note cannot be changed',
  },
  'draft-exists': {
    status: 409,
    hi: 'आपकी एक कच्ची टीप पहले से है',
    en: 'You already have a draft note on this file',
  },
  'no-note': { status: 404, hi: 'यह टीप नहीं मिली', en: 'There is no such note' },
  'reason-required': { status: 422, hi: 'कारण लिखना आवश्यक है', en: 'A reason is required' },
  'document-not-ready': {
    status: 409,
    hi: 'दस्तावेज़ की जाँच अभी पूरी नहीं हुई',
    en: 'The document has not been checked yet',
  },
  'document-attached': {
    status: 409,
    hi: 'यह दस्तावेज़ पहले ही दर्ज हो चुका है',
    en: 'The document is already attached elsewhere',
  },
  'document-refused': {
    status: 409,
    hi: 'यह दस्तावेज़ स्वीकार नहीं हुआ था',
    en: 'The document was refused',
  },
  'already-filed': {
    status: 409,
    hi: 'यह पत्र पहले ही किसी नस्ती में है',
    en: 'The letter is already in a file',
  },
  'approval-open': {
    status: 409,
    hi: 'इस नस्ती पर अनुमोदन की प्रक्रिया चल रही है',
    en: 'An approval chain is open on this file',
  },
  'not-for-this-head': {
    status: 422,
    hi: 'यह शृंखला इस विषय शीर्ष की नस्तियों के लिए नहीं है',
    en: 'That chain is not for files of this subject head',
  },
  'not-decided': {
    status: 422,
    hi: 'निर्णय पलटने की शृंखला में वह निर्णय बताएँ जो हो चुका है',
    en: 'A chain of reversal names the decision, already made, that it reverses',
  },
  'not-an-earlier-level': {
    status: 422,
    hi: 'नस्ती केवल पूर्व के स्तर को ही लौटाई जा सकती है',
    en: 'It can be given back only to a level that was asked before',
  },
  'others-saw-other-text': {
    status: 409,
    hi: 'पाठ बदल गया है; पूर्व के स्तरों ने दूसरा पाठ देखा था, पहले उनसे पुनः पूछें',
    en: 'The text has changed; levels before you saw another one and are to be asked again first',
  },
  'all-saw-this-text': {
    status: 409,
    hi: 'सभी स्तरों ने यही पाठ देखा है',
    en: 'Every level saw this very text',
  },
  'not-the-initiator': {
    status: 403,
    hi: 'यह केवल शृंखला आरंभ करने वाला पद कर सकता है',
    en: 'Only the post that began the chain may do that',
  },
  'too-many-asked': {
    status: 422,
    hi: 'इस स्तर पर इससे अधिक पदों से नहीं पूछा जा सकता',
    en: 'The level has asked as many posts as it may',
  },
  'lower-authority': {
    status: 422,
    hi: 'यह निर्णय इससे उच्च पद का है',
    en: 'That is for a higher post to decide',
  },
  'may-not-answer': {
    status: 422,
    hi: 'वह पद इस स्तर पर उत्तर नहीं दे सकता',
    en: 'That post may not answer what the level is asked for',
  },
  'already-reversed': {
    status: 409,
    hi: 'यह निर्णय पलटा जा चुका है; अब केवल उसे पलटने वाला निर्णय ही पलटा जा सकता है',
    en: 'That decision has been reversed; now only its reversal can be reversed',
  },
  'approval-running': {
    status: 409,
    hi: 'शृंखला प्रचलन में है',
    en: 'The chain is running',
  },
  'approval-revising': {
    status: 409,
    hi: 'प्रकरण सुधार हेतु वापस किया गया है; पुनः प्रस्तुत होने की प्रतीक्षा है',
    en: 'It was given back to be put right, and has not been put up again yet',
  },
  'approval-ended': {
    status: 409,
    hi: 'यह शृंखला समाप्त हो चुकी है',
    en: 'The chain is over',
  },
  'facts-missing': {
    status: 422,
    hi: 'इस शृंखला हेतु राशि या प्रकरण का प्रकार बताना आवश्यक है',
    en: 'This chain needs to be told the amount or the kind of case',
  },
  'no-final-authority': {
    status: 422,
    hi: 'ऐसे प्रकरण पर अंतिम निर्णय कौन लेगा, यह शृंखला नहीं बताती',
    en: 'The chain does not say who finally decides such a case',
  },
  'division-conflict': {
    status: 422,
    hi: 'कार्य विभाजन आदेश की दो पंक्तियाँ एक ही कार्य पर लागू होती हैं',
    en: 'Two lines of the work-division order apply to the same work',
  },
  'division-faulty': {
    status: 422,
    hi: 'आदेश में ऐसे पद या शाखाएँ हैं जो कार्यालय में नहीं हैं या चालू नहीं हैं',
    en: 'The order names posts or branches that the office does not have, or that are not active',
  },
  'division-published': {
    status: 409,
    hi: 'यह आदेश प्रकाशित हो चुका है; अब बदला नहीं जा सकता',
    en: 'The order is published and changes no more',
  },
  'division-withdrawn': {
    status: 409,
    hi: 'यह आदेश वापस लिया जा चुका है',
    en: 'The order was withdrawn',
  },
  'division-in-force': {
    status: 409,
    hi: 'यह आदेश प्रभावी हो चुका है; नया आदेश प्रकाशित करें',
    en: 'The order has taken effect; publish a new one',
  },
  'division-instant-taken': {
    status: 409,
    hi: 'इसी समय से एक और आदेश प्रभावी है',
    en: 'Another order takes effect at that very instant',
  },
  'chain-retired': {
    status: 409,
    hi: 'यह शृंखला अब उपयोग में नहीं है',
    en: 'The chain is retired',
  },
  'template-faulty': {
    status: 422,
    hi: 'शृंखला में कमियाँ हैं; पहले उन्हें ठीक करें',
    en: 'The chain has faults; put them right first',
  },
  'template-unchanged': {
    status: 409,
    hi: 'प्रकाशित करने के लिए कोई प्रारूप नहीं है',
    en: 'There is no draft to publish',
  },
  'nothing-to-reroute': {
    status: 409,
    hi: 'यह स्तर कार्य विभाजन आदेश के अनुसार नहीं पूछता, या इस पर उत्तर आ चुका है',
    en: 'The level does not ask by the work-division order, or somebody has answered already',
  },
  'chain-not-found': {
    status: 422,
    hi: 'यह अनुमोदन शृंखला उपलब्ध नहीं है',
    en: 'That approval chain is not available',
  },
  'step-not-active': { status: 409, hi: 'यह स्तर अभी चालू नहीं है', en: 'That level is not active' },
  'not-your-step': {
    status: 403,
    hi: 'यह स्तर आपके पद का नहीं है',
    en: 'That level belongs to another post',
  },
  'decision-not-of-this-level': {
    status: 422,
    hi: 'इस चरण पर यह निर्णय नहीं लिया जा सकता',
    en: 'That decision does not belong to this level',
  },
  'same-person': {
    status: 409,
    hi: 'जिस व्यक्ति या पद ने प्रकरण आरंभ किया या उस पर पहले निर्णय दिया, वह अंतिम निर्णय नहीं ले सकता',
    en: 'Whoever began it or decided on it before, as a person or in that post, does not decide it finally',
  },
  'page-not-read': { status: 425, hi: 'पृष्ठ अभी तैयार हो रहा है', en: 'The page is still being read' },
  'wrong-type': {
    status: 415,
    hi: 'यह प्रकार स्वीकार नहीं है, या फ़ाइल अपने बताए प्रकार की नहीं है',
    en: 'The type is not accepted, or the bytes are not of the declared type',
  },
  'digest-mismatch': {
    status: 422,
    hi: 'भेजी गई फ़ाइल अधूरी या बदली हुई है',
    en: 'The bytes differ from the announced SHA-256',
  },
  'size-mismatch': {
    status: 422,
    hi: 'फ़ाइल का आकार बताए आकार से अलग है',
    en: 'The size differs from the announced size',
  },
  'too-large': { status: 413, hi: 'फ़ाइल या अनुरोध बहुत बड़ा है', en: 'It is too large' },
  'upload-expired': {
    status: 410,
    hi: 'अपलोड का समय बीत गया, फिर से आरंभ करें',
    en: 'The upload has expired; start again',
  },
  'pdf-damaged': {
    status: 422,
    hi: 'यह PDF खराब है या PDF नहीं है',
    en: 'The PDF is damaged or is not a PDF',
  },
  'pdf-encrypted': { status: 422, hi: 'यह PDF पासवर्ड से बंद है', en: 'The PDF is encrypted' },
  'pdf-active': {
    status: 422,
    hi: 'PDF में सक्रिय सामग्री है, जो स्वीकार नहीं है',
    en: 'The PDF carries active content',
  },
  'image-damaged': { status: 422, hi: 'यह चित्र खराब है', en: 'The image is damaged' },
  'too-many-pages': { status: 422, hi: 'पृष्ठ बहुत अधिक हैं', en: 'There are too many pages' },
  'page-too-large': {
    status: 422,
    hi: 'पृष्ठ का आकार सीमा से बड़ा है',
    en: 'A page is larger than the limit',
  },
  'page-too-heavy': {
    status: 422,
    hi: 'पृष्ठ सुरक्षित सीमा में खोला नहीं जा सका',
    en: 'A page could not be opened within the safety limits',
  },
  empty: { status: 422, hi: 'फ़ाइल खाली है', en: 'The file is empty' },
  'file-parked': { status: 409, hi: 'नस्ती स्थगित है', en: 'The file is parked' },
  'closure-pending': {
    status: 409,
    hi: 'नस्ती बंद करने का प्रस्ताव निर्णय हेतु लंबित है',
    en: 'A request to close the file is waiting for its decision',
  },
  'reopening-pending': {
    status: 409,
    hi: 'नस्ती पुनः खोलने का प्रस्ताव निर्णय हेतु लंबित है',
    en: 'A request to reopen the file is waiting for its decision',
  },
  'file-recorded': { status: 409, hi: 'नस्ती अभिलेखागार में है', en: 'The file is in the record room' },
  'file-under-review': {
    status: 409,
    hi: 'नस्ती की अभिलेख समीक्षा चल रही है',
    en: 'The file is under review',
  },
  'file-archived': {
    status: 409,
    hi: 'नस्ती राज्य अभिलेखागार को दी जा चुकी है',
    en: 'The file was given to the archives',
  },
  'file-merged': {
    status: 409,
    hi: 'यह नस्ती दूसरी नस्ती में मिला दी गई है',
    en: 'The file was merged into another',
  },
  'file-weeded': {
    status: 409,
    hi: 'यह नस्ती नियमानुसार नष्ट की जा चुकी है',
    en: 'The file was weeded',
  },
  'file-active': { status: 409, hi: 'नस्ती अभी चालू है', en: 'The file is active' },
  'nothing-requested': { status: 409, hi: 'कोई प्रस्ताव लंबित नहीं है', en: 'Nothing was requested' },
  'own-request': {
    status: 409,
    hi: 'अपने ही प्रस्ताव पर निर्णय नहीं लिया जा सकता',
    en: 'One may not decide one’s own request',
  },
  'own-order': {
    status: 422,
    hi: 'मौखिक आदेश देने वाला अधिकारी टीप लिखने वाले से भिन्न होता है',
    en: 'An oral order is recorded by another than the officer who gave it',
  },
  'already-opened': {
    status: 409,
    hi: 'पाने वाले ने खोल लिया है, वापस नहीं लिया जा सकता',
    en: 'The receiver has opened it; it cannot be pulled back',
  },
  'not-the-sender': { status: 403, hi: 'आपके पद ने इसे नहीं भेजा था', en: 'Your post did not send it' },
  'not-received': {
    status: 409,
    hi: 'भौतिक डाक पहले प्राप्त करें',
    en: 'Receive the physical paper first',
  },
  'not-in-transit': { status: 409, hi: 'यह रास्ते में नहीं है', en: 'It is not in transit' },
  'same-category': {
    status: 422,
    hi: 'समान श्रेणी के पद को प्रस्तुत नहीं किया जाता',
    en: 'Nobody submits to a post of the same category',
  },
  'delay-reason-required': {
    status: 422,
    hi: 'समय-सीमा के बाद विलम्ब का कारण बताना आवश्यक है',
    en: 'After the limit a reason for the delay is required',
  },
  'no-such-delay-reason': {
    status: 422,
    hi: 'विलम्ब का यह कारण सूची में नहीं है',
    en: 'The district’s list has no such reason for delay',
  },
  'not-a-superior': {
    status: 403,
    hi: 'केवल उच्च अधिकारी ऐसा कर सकते हैं',
    en: 'Only a superior of the holder may do that',
  },
  'consultation-open': {
    status: 409,
    hi: 'परामर्श लंबित है: पहले राय लौटाएँ',
    en: 'A consultation is open: give the opinion back first',
  },
  'no-consultation': { status: 409, hi: 'कोई परामर्श लंबित नहीं है', en: 'No consultation is open' },
  'too-far-ahead': {
    status: 422,
    hi: 'तिथि अनुमत सीमा से आगे की है',
    en: 'The date is further ahead than is allowed',
  },
  'number-pattern': {
    status: 422,
    hi: 'क्रमांकों का साँचा मान्य नहीं है',
    en: 'The patterns of numbers cannot be taken',
  },
  'code-exists': { status: 409, hi: 'यह कूट पहले से है', en: 'That code is taken already' },
  'number-blank': {
    status: 422,
    hi: 'क्रमांक में न कोई अक्षर है न अंक',
    en: 'The number has neither a letter nor a figure',
  },
  'date-too-old': { status: 422, hi: 'तिथि बहुत पुरानी है', en: 'The date lies too far back' },
  'note-too-long': {
    status: 422,
    hi: 'टीप बहुत लंबी है; शेष परिशिष्ट में रखें',
    en: 'The note is too long; put the rest in an appendix',
  },
  'no-decider': {
    status: 422,
    hi: 'वहाँ कोई निर्णय नहीं ले सकेगा: गोपनीय नस्ती निर्णय ले सकने वाले पद को भेजें',
    en: 'Nobody could decide: send a confidential file to a post that may decide',
  },
  'request-not-yours': {
    status: 403,
    hi: 'यह प्रस्ताव आपके पद का नहीं है',
    en: 'Your post did not make that request',
  },
  'date-past': { status: 422, hi: 'तिथि बीत चुकी है', en: 'The date has passed' },
  'pending-letter': {
    status: 409,
    hi: 'विचाराधीन पत्र का निराकरण शेष है',
    en: 'A letter on the file is still under consideration',
  },
  'too-many-letters': {
    status: 409,
    hi: 'नस्ती पर विचाराधीन पत्रों की सीमा पूरी हो चुकी है; पहले कुछ का निराकरण करें',
    en: 'The file has as many letters under consideration as it can have; dispose of some first',
  },
  'open-note': {
    status: 409,
    hi: 'नस्ती पर कच्ची टीप शेष है',
    en: 'A draft note is still open on the file',
  },
  'open-draft': {
    status: 409,
    hi: 'नस्ती पर प्रारूप शेष है',
    en: 'A draft letter is still open on the file',
  },
  'open-part': { status: 409, hi: 'खण्ड नस्ती अभी खुली है', en: 'A part of the file is still open' },
  'on-hold': { status: 409, hi: 'नस्ती पर रोक है', en: 'The file is on hold' },
  'link-exists': { status: 409, hi: 'यह नस्ती पहले से जुड़ी है', en: 'The file is linked already' },
  'too-many-links': {
    status: 409,
    hi: 'नस्ती के जुड़ावों की सीमा पूरी हो चुकी है',
    en: 'The file has as many links as it can have',
  },
  'same-file': {
    status: 422,
    hi: 'यह वही नस्ती है; दूसरी नस्ती बताएँ',
    en: 'That is the same file; name another',
  },
  'no-link': { status: 404, hi: 'यह जुड़ाव नहीं मिला', en: 'There is no such link' },
  'other-unit': {
    status: 422,
    hi: 'यह दूसरी शाखा की नस्ती है',
    en: 'That file belongs to another branch',
  },
  'alias-exists': {
    status: 409,
    hi: 'यह पुराना क्रमांक पहले से दर्ज है',
    en: 'That older number is on record already',
  },
  'too-many-aliases': {
    status: 409,
    hi: 'नस्ती के पुराने क्रमांकों की सीमा पूरी हो चुकी है',
    en: 'The file has as many older numbers as it can have',
  },
  'receipt-closed': { status: 409, hi: 'यह आवक पत्र निराकृत है', en: 'The letter is closed' },
  'receipt-void': { status: 409, hi: 'यह आवक पत्र निरस्त है', en: 'The letter was voided' },
  'receipt-transferred': {
    status: 409,
    hi: 'यह आवक पत्र दूसरे कार्यालय को अंतरित है',
    en: 'The letter was transferred to another office',
  },
  'receipt-open': {
    status: 409,
    hi: 'यह आवक पत्र अभी निराकृत नहीं है',
    en: 'The letter is not closed',
  },
  'already-moved': {
    status: 409,
    hi: 'पत्र का संचलन या निराकरण पहले हो चुका है',
    en: 'The letter was moved or disposed of before',
  },
  'document-required': {
    status: 422,
    hi: 'इलेक्ट्रॉनिक पत्र के लिए स्कैन आवश्यक है',
    en: 'An electronic letter needs its scan',
  },
  'too-many-copies': {
    status: 422,
    hi: 'सूचनार्थ प्रतियाँ अनुमत सीमा से अधिक हैं',
    en: 'There are more copies for information than are allowed',
  },
  'office-not-on-board': {
    status: 422,
    hi: 'वह कार्यालय अभी इस प्रणाली पर नहीं है',
    en: 'That office is not on the system yet',
  },
  'date-ahead': { status: 422, hi: 'तिथि भविष्य की है', en: 'The date lies in the future' },
  'nothing-missing': { status: 409, hi: 'कोई संलग्नक शेष नहीं है', en: 'No enclosure is missing' },
  'too-many-documents': {
    status: 409,
    hi: 'एक पत्र में इतने दस्तावेज़ नहीं हो सकते',
    en: 'One letter cannot have so many documents',
  },
  'letter-disposed': {
    status: 409,
    hi: 'यह पत्र नस्ती पर विचाराधीन नहीं है',
    en: 'The letter is not under consideration on the file',
  },
  'no-such-clock': {
    status: 422,
    hi: 'इस श्रेणी की समय-सीमा नीति में नहीं है',
    en: 'The policy has no clock for that category',
  },
  'note-confirmed': {
    status: 409,
    hi: 'टीप की पुष्टि हो चुकी है',
    en: 'The note has been confirmed already',
  },
  'no-such-phrase': {
    status: 422,
    hi: 'यह वाक्यांश सूची में नहीं है',
    en: 'The phrase bank has no such phrase',
  },
  'too-many-appendices': {
    status: 409,
    hi: 'इस नस्ती में और परिशिष्ट नहीं जोड़े जा सकते; नया खंड खोलें',
    en: 'The file can take no more appendices; open a new volume',
  },
  'not-the-officer-asked': {
    status: 403,
    hi: 'मौखिक आदेश की पुष्टि वही अधिकारी करता है जिसने आदेश दिया',
    en: 'An oral order is confirmed by the officer who gave it',
  },
  'note-not-yours': { status: 403, hi: 'यह टीप आपकी नहीं है', en: 'The note is not yours' },
  'note-shared': {
    status: 409,
    hi: 'टीप साझा है; पहले पुष्टि या निरस्त करें',
    en: 'The note is shared; confirm or discard it first',
  },
  'note-not-shared': { status: 409, hi: 'टीप साझा नहीं है', en: 'The note is not shared' },
  'reference-broken': {
    status: 422,
    hi: 'संदर्भ जिस पर है वह नस्ती पर नहीं है',
    en: 'A reference points to what is not on the file',
  },
  'recorded-before-act': {
    status: 422,
    hi: 'बाद में दर्ज कार्य का समय भविष्य का नहीं हो सकता',
    en: 'What is recorded later cannot lie in the future',
  },
  'assistant-may-not': {
    status: 403,
    hi: 'निज सहायक यह नहीं कर सकता',
    en: 'A personal assistant may not do this',
  },
  'draft-not-editable': {
    status: 409,
    hi: 'प्रारूप अब संपादन योग्य नहीं है',
    en: 'The draft can no longer be edited',
  },
  'draft-not-submitted': {
    status: 409,
    hi: 'प्रारूप प्रस्तुत नहीं है',
    en: 'The draft has not been submitted',
  },
  'draft-not-approved': { status: 409, hi: 'प्रारूप अनुमोदित नहीं है', en: 'The draft is not approved' },
  'draft-not-signed': { status: 409, hi: 'प्रारूप हस्ताक्षरित नहीं है', en: 'The draft is not signed' },
  'draft-issued': { status: 409, hi: 'प्रारूप जारी हो चुका है', en: 'The draft has been issued' },
  'draft-cancelled': { status: 409, hi: 'प्रारूप निरस्त है', en: 'The draft was cancelled' },
  'content-changed': {
    status: 409,
    hi: 'देखे गए पाठ के बाद बदलाव हुआ है',
    en: 'The text is not the one that was seen',
  },
  'not-the-signatory': {
    status: 403,
    hi: 'हस्ताक्षरकर्ता आपका पद नहीं है',
    en: 'Your post is not the signatory',
  },
  'signatory-may-not-sign': {
    status: 422,
    hi: 'उस पद को पत्रों पर हस्ताक्षर का अधिकार नहीं है',
    en: 'That post may not sign letters',
  },
  'slot-missing': {
    status: 422,
    hi: 'प्रारूप का आवश्यक अंश नहीं भरा है',
    en: 'A required part of the form is missing',
  },
  'slot-unknown': {
    status: 422,
    hi: 'इस प्रपत्र में यह अंश नहीं होता',
    en: 'The form has no place for that part',
  },
  'addressee-required': {
    status: 422,
    hi: 'कम से कम एक प्राप्तकर्ता आवश्यक है',
    en: 'At least one addressee is required',
  },
  'offices-differ': {
    status: 422,
    hi: 'बताए गए कार्यालय प्रारूप के प्राप्तकर्ताओं से मेल नहीं खाते',
    en: 'The offices named are not those of the draft’s addressees',
  },
  'too-many-offices': {
    status: 422,
    hi: 'एक पत्र प्रणाली पर इतने कार्यालयों को नहीं जा सकता; दूसरा प्रारूप बनाएँ',
    en: 'One letter cannot go to so many offices on the system; draft another',
  },
  'signing-unavailable': {
    status: 422,
    hi: 'यह हस्ताक्षर विधि उपलब्ध नहीं है',
    en: 'That kind of signature is not available',
  },
  'signature-invalid': {
    status: 422,
    hi: 'हस्ताक्षर इस पाठ से मेल नहीं खाता',
    en: 'The signature is not one over this text',
  },
  'delivery-not-sent': {
    status: 409,
    hi: 'पत्र अभी प्रेषित नहीं हुआ है',
    en: 'It has not been sent yet',
  },
  'delivery-sent': {
    status: 409,
    hi: 'पत्र प्रेषित हो चुका है',
    en: 'It has been sent already',
  },
  'delivery-returned': {
    status: 409,
    hi: 'पत्र बिना वितरण लौट आया है; पुनः भेजें',
    en: 'It came back; send it again first',
  },
  'delivery-settled': {
    status: 409,
    hi: 'इस प्राप्तकर्ता का प्रेषण पूरा हो चुका है',
    en: 'That delivery is settled',
  },
  'e-mail-unknown': {
    status: 422,
    hi: 'इस प्राप्तकर्ता का ई-मेल पता ज्ञात नहीं है',
    en: 'No e-mail address of that addressee is known',
  },
  'no-delivery': { status: 404, hi: 'ऐसा प्राप्तकर्ता नहीं है', en: 'There is no such addressee' },
  'not-due': { status: 409, hi: 'समीक्षा की तिथि अभी नहीं आई', en: 'Its review is not due yet' },
  'not-weedable': {
    status: 409,
    hi: 'इस श्रेणी की नस्ती नष्ट नहीं की जा सकती',
    en: 'A file of that category cannot be weeded',
  },
  'extension-limit': {
    status: 422,
    hi: 'अवधि वृद्धि की सीमा पूरी हो चुकी है',
    en: 'The limit of extensions is reached',
  },
  'review-closed': { status: 409, hi: 'यह समीक्षा सूची निर्णीत है', en: 'The review is decided' },
  'part-needs-parent': {
    status: 422,
    hi: 'मूल नस्ती बताएँ जिसका यह खण्ड है',
    en: 'Name the file that the part belongs to',
  },
  'too-many-holds': {
    status: 409,
    hi: 'नस्ती पर रोक की सीमा पूरी हो चुकी है',
    en: 'The file has as many holds as it can have',
  },
  'certificate-missing': {
    status: 409,
    hi: 'नष्टीकरण प्रमाणपत्र के बिना नस्ती नष्ट नहीं की जा सकती',
    en: 'Without a weeding certificate no file is weeded',
  },
  'review-undecided': {
    status: 409,
    hi: 'समीक्षा सूची पर अभी निर्णय नहीं हुआ',
    en: 'The review is not decided yet',
  },
  'no-record-room': {
    status: 422,
    hi: 'यह शाखा अभिलेखागार नहीं है',
    en: 'That branch is no record room',
  },
  'no-hold': { status: 404, hi: 'यह रोक नहीं मिली', en: 'There is no such hold' },
  'view-granted': { status: 409, hi: 'देखने की अनुमति पहले से है', en: 'The post may read it already' },
  'view-requested': {
    status: 409,
    hi: 'इस पद का आवेदन पहले से विचाराधीन है',
    en: 'A request of this post is open already',
  },
  'no-view-request': {
    status: 409,
    hi: 'इस पद का कोई आवेदन विचाराधीन नहीं है',
    en: 'No request of that post is open',
  },
  'print-not-ready': { status: 425, hi: 'दस्तावेज़ अभी बन रहा है', en: 'It is still being made' },
  'print-failed': { status: 409, hi: 'दस्तावेज़ नहीं बन सका', en: 'It could not be made' },
  'in-transit': { status: 409, hi: 'यह अभी रास्ते में है', en: 'It is on its way' },
  'not-an-earlier-holder': {
    status: 422,
    hi: 'यह नस्ती उस पद के पास नहीं थी',
    en: 'That post never had the file',
  },
  'classification-lowered': {
    status: 422,
    hi: 'गोपनीय को सामान्य नहीं किया जा सकता',
    en: 'What is confidential cannot be made ordinary',
  },
  'part-of-part': {
    status: 409,
    hi: 'खण्ड नस्ती मूल नस्ती पर ही खुलती है',
    en: 'Parts are opened on the main file',
  },
  'file-not-there': {
    status: 409,
    hi: 'नस्ती उस पद के पास नहीं है',
    en: 'The file is not with that post',
  },
  'receipt-not-there': {
    status: 409,
    hi: 'पत्र उस पद के पास नहीं है',
    en: 'The letter is not with that post',
  },
  'document-blank': {
    status: 409,
    hi: 'स्कैन के सभी पृष्ठ कोरे हैं',
    en: 'Every page of the scan is blank',
  },
  'charge-to-self': {
    status: 409,
    hi: 'अपने आप को प्रभार नहीं सौंपा जा सकता',
    en: 'Nobody gives charge to themselves',
  },
  'post-not-vacant': { status: 409, hi: 'यह पद रिक्त नहीं है', en: 'The post is not vacant' },
  'delegation-not-in-force': {
    status: 403,
    hi: 'आप अभी इस पद के लिंक अधिकारी नहीं हैं',
    en: 'You are not the link officer of that post now',
  },
  'delegation-not-yours': {
    status: 403,
    hi: 'यह केवल उस पद के अधिकारी, उनके उच्च अधिकारी या कार्यालय के प्रशासक कर सकते हैं',
    en: 'Only the holder of the post, a superior or whoever administers the posts may do that',
  },
  'delegation-to-self': {
    status: 409,
    hi: 'कोई अधिकारी अपना ही लिंक अधिकारी नहीं होता, न स्वयं को बनाता है',
    en: 'Nobody is their own link officer, or makes themselves one',
  },
  'delegation-overlaps': {
    status: 409,
    hi: 'उस अवधि में पद के लिए दूसरा लिंक अधिकारी नियत है',
    en: 'Another link officer acts for the post in that time',
  },
  'delegation-over': {
    status: 409,
    hi: 'यह प्रतिनिधायन समाप्त हो चुका है',
    en: 'That delegation is over',
  },
  'too-many-delegations': {
    status: 409,
    hi: 'पद के लिए और प्रतिनिधायन पहले से नियोजित नहीं किए जा सकते',
    en: 'No more delegations of the post can be planned ahead',
  },
  'not-the-link-officer': {
    status: 409,
    hi: 'कार्य विभाजन आदेश में आपके पद का लिंक अधिकारी यह पद नहीं है',
    en: 'The work-division order names another link officer for your post, or none',
  },
  'link-officer-too-low': {
    status: 409,
    hi: 'वह पद इस पद का लिंक अधिकारी होने के लिए पर्याप्त उच्च नहीं है, या निर्णय नहीं ले सकता',
    en: 'That post is too low to act for this one, or may decide nothing',
  },
  'link-officer-away': {
    status: 409,
    hi: 'वह अधिकारी उस अवधि में स्वयं अनुपस्थित हैं',
    en: 'That officer is away themselves in that time',
  },
  'not-an-officer': {
    status: 409,
    hi: 'निज सहायक को न प्रभार मिलता है, न वह लिंक अधिकारी होता है',
    en: 'A personal assistant has no charge of a post and is no link officer',
  },
  'own-posting': {
    status: 403,
    hi: 'अपनी पदस्थापना कोई स्वयं नहीं बदल सकता',
    en: 'Nobody changes their own posting',
  },
  'holder-differs': {
    status: 409,
    hi: 'इस पद पर अभी कोई और है: पद फिर से देखें',
    en: 'Somebody else, or nobody, holds the post now: look at it again',
  },
  'holds-already': {
    status: 409,
    hi: 'यह अधिकारी इसी पद पर है',
    en: 'That person holds the post already',
  },
  'person-not-active': {
    status: 422,
    hi: 'इस अधिकारी का खाता सक्रिय नहीं है: निलंबित या सेवानिवृत्त',
    en: 'That person is suspended or has retired',
  },
  'already-posted': {
    status: 409,
    hi: 'यह अधिकारी किसी और पद पर मूल रूप से पदस्थ है: पहले वहाँ से भारमुक्त करें, या अतिरिक्त प्रभार दें',
    en: 'That person holds another post substantively: relieve them there first, or give additional charge',
  },
  'too-many-posts': {
    status: 422,
    hi: 'एक अधिकारी के पास इससे अधिक पद नहीं हो सकते',
    en: 'One person cannot hold more posts than that',
  },
} as const satisfies Record<ProblemCode, Entry>;

export const Problem = z
  .object({
    type: z.string().meta({ example: '/problems/file-not-with-you' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional().meta({ description: 'In the language of the title.' }),
    developerNote: z
      .string()
      .optional()
      .meta({ description: 'For whoever writes the client: in English whatever the title is in.' }),
    instance: z.string().optional().meta({ description: 'The request id, for the help desk.' }),
    errors: z
      .array(z.object({ pointer: z.string(), code: z.string(), message: z.string() }))
      .optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

export interface ProblemContext {
  readonly language: Language;
  readonly instance?: string | undefined;
  /** In English, whoever reads it. */
  readonly detail?: string | undefined;
  /** The same in both languages, where the title does not say what is wrong. */
  readonly told?: Told | undefined;
  readonly errors?: Problem['errors'];
}

/** The problem document for a code, in the reader's language. */
export function problemDocument(code: ProblemCode, context: ProblemContext): Problem {
  const { status, [context.language]: title } = problems[code];
  const { told, detail = told?.en, instance, errors } = context;
  return {
    type: `/problems/${code}`,
    title,
    status,
    ...(detail !== undefined &&
      (context.language === 'en'
        ? { detail }
        : { ...(told && { detail: told.hi }), developerNote: detail })),
    ...(instance !== undefined && { instance }),
    ...(errors && { errors }),
  };
}

/** Hindi unless the caller prefers English (RFC 9110 `Accept-Language`, by weight, first named wins a tie). */
export function languageOf(acceptLanguage: string | undefined): Language {
  let best: { language: Language; weight: number } = { language: 'hi', weight: 0 };
  for (const part of (acceptLanguage ?? '').slice(0, 200).split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const language = tag.split('-')[0];
    if (language !== 'hi' && language !== 'en') continue;
    const q = parameters.find((parameter) => parameter.trim().startsWith('q='));
    const weight = q ? Number(q.trim().slice(2)) : 1;
    if (weight > best.weight) best = { language, weight };
  }
  return best.language;
}

/** What is wrong with a field, in Hindi, by the code of the finding; English says it more exactly. */
const findings: Readonly<Record<string, string>> = {
  invalid_type: 'मान का प्रकार सही नहीं है, या मान नहीं दिया गया।',
  too_small: 'मान बहुत छोटा है या खाली है।',
  too_big: 'मान बहुत बड़ा है।',
  invalid_format: 'मान का रूप सही नहीं है।',
  not_multiple_of: 'यह संख्या यहाँ मान्य नहीं है।',
  unrecognized_keys: 'यहाँ अनजाने नाम हैं।',
  invalid_union: 'मान किसी मान्य रूप से मेल नहीं खाता।',
  invalid_value: 'मान दिए गए विकल्पों में से नहीं है।',
  invalid_key: 'नाम मान्य नहीं है।',
  invalid_element: 'सूची का एक मान सही नहीं है।',
  custom: 'यह पाठ या मान यहाँ मान्य नहीं है।',
};
type Finding = NonNullable<Problem['errors']>[number];
/** A finding in the language of the reader. */
export const findingIn = (language: Language, found: Finding): Finding =>
  language === 'en' ? found : { ...found, message: findings[found.code] ?? 'यह मान मान्य नहीं है।' };
