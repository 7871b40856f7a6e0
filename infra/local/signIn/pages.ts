import { createHash } from 'node:crypto';

/** A sentence in the two languages of the office. */
export type Bilingual = { hi: string; en: string };

const style = `
*{box-sizing:border-box}
body{margin:0;background:#f3f1ea;color:#1d1d1b;font:1.0625rem/1.5 "Noto Sans Devanagari","Noto Sans","Nirmala UI",sans-serif}
main{max-width:26rem;margin:6vh auto;padding:1.75rem 1.5rem;background:#fff;border:1px solid #d8d3c4;border-radius:.5rem}
h1{margin:0 0 1.25rem;font-size:1.5rem;line-height:1.3}
[lang=en]{display:block;font-size:.9rem;font-weight:400;color:#55524a}
label{display:block;margin-top:1rem;font-weight:600}
input{width:100%;min-height:2.75rem;margin-top:.25rem;padding:.5rem .75rem;font:inherit;border:1px solid #6b6759;border-radius:.25rem}
button{width:100%;min-height:2.75rem;margin-top:1.5rem;padding:.5rem;font:inherit;font-weight:600;color:#fff;background:#14532d;border:0;border-radius:.25rem;cursor:pointer}
button [lang=en]{color:#e4f1e8}
button.quiet{margin-top:.75rem;color:#14532d;background:#fff;border:1px solid #14532d}
button.quiet [lang=en]{color:#14532d}
:focus-visible{outline:3px solid #b45309;outline-offset:2px}
[role=alert]{margin:0;padding:.75rem;border-inline-start:.3rem solid #b91c1c;background:#fdecea}
code{overflow-wrap:anywhere}
@media (max-width:30rem){main{margin:0;min-height:100vh;border:0;border-radius:0}}
`;

/** The hash by which the content security policy knows our style sheet. */
const styleHash = createHash('sha256').update(style).digest('base64');

/**
 * The content security policy of every answer. No script but those whose hash the provider adds to
 * `script-src` (its self-submitting forms).
 *
 * @param formOrigins where a form may lead besides here: browsers apply `form-action` to the
 *   redirects that follow a form too, so the clients' origins belong to it
 */
export const contentSecurityPolicy = (formOrigins: Iterable<string>): string =>
  [
    "default-src 'none'",
    'script-src',
    `style-src 'sha256-${styleHash}'`,
    ["form-action 'self'", ...formOrigins].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join(';');

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes text safe inside an element or a quoted attribute. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');

const both = ({ hi, en }: Bilingual): string =>
  `${escapeHtml(hi)} <span lang="en">${escapeHtml(en)}</span>`;

const page = (title: Bilingual, body: string): string => `<!doctype html>
<html lang="hi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${escapeHtml(title.hi)} | ${escapeHtml(title.en)} – पत्रावली</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${both(title)}</h1>
${body}
</main>
</body>
</html>
`;

/** The form that asks for user name and password. */
export function loginPage(form: {
  action: string;
  username: string;
  problem?: Bilingual | undefined;
}): string {
  const { problem, username } = form;
  const title = problem
    ? { hi: 'त्रुटि: साइन-इन', en: 'Error: Sign in' }
    : { hi: 'साइन-इन', en: 'Sign in' };
  const described = problem ? ' aria-invalid="true" aria-describedby="problem"' : '';
  // With the name already filled in, the password is what is left to type.
  const [nameFocus, passwordFocus] = username ? ['', ' autofocus'] : [' autofocus', ''];
  return page(
    title,
    `${problem ? `<p role="alert" id="problem">${both(problem)}</p>` : ''}
<form method="post" action="${escapeHtml(form.action)}">
<label for="username">${both({ hi: 'उपयोगकर्ता नाम', en: 'User name' })}</label>
<input id="username" name="username" value="${escapeHtml(username)}" required maxlength="256" autocomplete="username" autocapitalize="none" spellcheck="false"${nameFocus}${described}>
<label for="password">${both({ hi: 'पासवर्ड', en: 'Password' })}</label>
<input id="password" name="password" type="password" required maxlength="256" autocomplete="current-password"${passwordFocus}${described}>
<button>${both({ hi: 'साइन-इन करें', en: 'Sign in' })}</button>
</form>`,
  );
}

/**
 * Tells that something cannot be done.
 *
 * @param detail the technical reason, in English, for whoever set up the calling program
 */
export const problemPage = (problem: Bilingual, detail?: string): string =>
  page(
    { hi: 'साइन-इन नहीं हो सका', en: 'Sign-in is not possible' },
    `<p role="alert">${both(problem)}</p>
${detail ? `<p><code lang="en">${escapeHtml(detail)}</code></p>` : ''}`,
  );

/** Asks before signing out. `form` is the provider's own, with its id `op.logoutForm`. */
export const logoutPage = (form: string): string =>
  page(
    { hi: 'साइन-आउट करें?', en: 'Sign out?' },
    `${form}
<button form="op.logoutForm" name="logout" value="yes" autofocus>${both({ hi: 'हाँ, साइन-आउट करें', en: 'Yes, sign out' })}</button>
<button class="quiet" form="op.logoutForm">${both({ hi: 'नहीं, साइन-इन रहें', en: 'No, stay signed in' })}</button>`,
  );

/** Said after signing out when the client named no page to go to. */
export const signedOutPage = (): string =>
  page(
    { hi: 'आप साइन-आउट हो गए हैं', en: 'You are signed out' },
    `<p>${both({ hi: 'अब यह पृष्ठ बंद कर सकते हैं।', en: 'You can close this page now.' })}</p>`,
  );
