/** The idempotency key belongs to another request. */
export class KeyReused extends Error {
  override readonly name = 'KeyReused';
}

/** The cursor was not made for this list, or is damaged. */
export class CursorInvalid extends Error {
  override readonly name = 'CursorInvalid';
}
