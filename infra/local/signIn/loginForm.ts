import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { errors, type Interaction } from 'oidc-provider';
import { type Bilingual, loginPage, problemPage } from './pages.ts';
import type { Users } from './users.ts';

/** Bytes of a filled-in form; two fields of 256 letters stay below it, percent-encoded Hindi too. */
const longestForm = 8 * 1024;

const wrong: Bilingual = {
  hi: 'उपयोगकर्ता नाम या पासवर्ड सही नहीं है।',
  en: 'The user name or the password is not correct.',
};

const locked = (seconds: number): Bilingual => ({
  hi: `बहुत बार गलत प्रयास हुआ। ${seconds} सेकंड बाद फिर प्रयास करें।`,
  en: `Too many wrong attempts. Try again in ${seconds} seconds.`,
});

/** How tokens name a sign-in with user name and password alone. */
export const passwordAcr = 'urn:patravali:acr:password';

const expired: Bilingual = {
  hi: 'साइन-इन का समय समाप्त हो गया। कार्यक्रम को फिर से खोलें।',
  en: 'This sign-in has expired. Open the program again.',
};

/** Shows the login page and takes what is filled in. The path ends in the interaction's id. */
export function loginForm(provider: Provider, poolId: string, users: Users) {
  const show = (
    response: ServerResponse,
    interaction: Interaction,
    username: string,
    problem?: { status: number; text: Bilingual },
  ) =>
    sendPage(
      response,
      problem?.status ?? 200,
      loginPage({
        action: `/${poolId}/login/${interaction.uid}`,
        username,
        problem: problem?.text,
      }),
    );

  const take = async (
    request: IncomingMessage,
    response: ServerResponse,
    interaction: Interaction,
  ): Promise<void> => {
    const form = await readForm(request);
    const username = form?.get('username') ?? '';
    const attempt = await users.attempt(username, form?.get('password') ?? '');
    if (attempt.outcome === 'wrong') {
      return show(response, interaction, username, { status: 401, text: wrong });
    }
    if (attempt.outcome === 'locked') {
      response.setHeader('retry-after', attempt.secondsLeft);
      const text = locked(attempt.secondsLeft);
      return show(response, interaction, username, { status: 429, text });
    }
    await provider.interactionFinished(
      request,
      response,
      // Not remembered: the cookie goes with the browser window, for computers are shared.
      { login: { accountId: attempt.user.sub, remember: false, amr: ['pwd'], acr: passwordAcr } },
      { mergeWithLastSubmission: false },
    );
  };

  return async (request: IncomingMessage, response: ServerResponse, uid: string): Promise<void> => {
    const interaction = await provider.interactionDetails(request, response).catch((error) => {
      if (error instanceof errors.SessionNotFound) return undefined;
      throw error;
    });
    if (interaction?.uid !== uid) return sendPage(response, 400, problemPage(expired));
    if (interaction.prompt.name === 'consent') {
      // Only asked for by a client that says prompt=consent; there is nothing to decide.
      return provider.interactionFinished(
        request,
        response,
        { consent: {} },
        { mergeWithLastSubmission: true },
      );
    }
    if (request.method === 'POST') return take(request, response, interaction);
    show(response, interaction, interaction.params.login_hint ?? '');
  };
}

/** Sends a page that no cache may keep. */
export function sendPage(response: ServerResponse, status: number, html: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  response.end(html);
}

/** The fields of a posted form; nothing if it is not one or too long. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  const chunks: Buffer[] = [];
  let length = 0;
  // Read to the end in any case: an answer before that may not reach the browser.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= longestForm) chunks.push(chunk);
  }
  return isForm && length <= longestForm
    ? new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
    : undefined;
}
