import type { HttpEvent } from './event.ts';
import { Refused } from './refusals.ts';

const maxBytes = 256 * 1024;
const maxDepth = 32;

/** The JSON body of a request. @throws unsupported-media-type, too-large, malformed */
export function jsonBody(event: HttpEvent): unknown {
  const type = (event.headers?.['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== 'application/json' && !/^application\/[a-z.+-]+\+json$/.test(type)) {
    throw new Refused('unsupported-media-type', 'The content-type must be application/json.');
  }
  const text = event.isBase64Encoded
    ? Buffer.from(event.body ?? '', 'base64').toString('utf8')
    : (event.body ?? '');
  if (Buffer.byteLength(text) > maxBytes)
    throw new Refused('too-large', `A body has at most ${maxBytes} bytes.`);
  // Judged before parsing: deep nesting parses, but overflows the stack of whoever walks it.
  if (depthOf(text) > maxDepth) throw new Refused('malformed', 'The body is nested too deeply.');
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused('malformed', 'The body is not JSON.');
  }
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}
