/** A refusal of an API call, with the error name that the AWS SDK turns into an exception of that name. */
export class ApiError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
  }
}

export type ApiInput = Record<string, unknown>;

/** @throws ApiError `ValidationException` when the member is missing or not a string of 1 to `most` characters. */
export function requiredText(input: ApiInput, member: string, most = 1024): string {
  const value = optionalText(input, member, most);
  if (value === undefined || value === '') {
    throw new ApiError('ValidationException', `The member '${member}' must not be empty.`);
  }
  return value;
}

/** @throws ApiError `ValidationException` when the member is present and not a string of at most `most` characters. */
export function optionalText(input: ApiInput, member: string, most = 1024): string | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value.length > most) {
    throw new ApiError(
      'ValidationException',
      `The member '${member}' must be a string of at most ${most} characters.`,
    );
  }
  return value;
}

/** The page size asked for: 1 to 1000, and 100 when it is absent or 0. */
export function pageSize(input: ApiInput): number {
  const value = input.maxResults ?? 0;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 1000) {
    throw new ApiError('ValidationException', `The member 'maxResults' must be from 0 to 1000.`);
  }
  return value || 100;
}

/** Makes a cursor of the numbers that say where a page ended. */
export const pageToken = (...position: number[]): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

/** @throws ApiError `InvalidToken` for a cursor that this server did not make. */
export function pagePosition(input: ApiInput, length: number): number[] | undefined {
  const token = optionalText(input, 'nextToken');
  if (token === undefined) return undefined;
  try {
    const position: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(position) && position.length === length && position.every(Number.isInteger)) {
      return position as number[];
    }
  } catch {
    // Falls through to the refusal.
  }
  throw new ApiError('InvalidToken', `Invalid Token: '${token}'`);
}
