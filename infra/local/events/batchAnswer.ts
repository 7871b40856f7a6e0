/**
 * The items a function's answer names as failed.
 * Undefined when the answer is not in the shape of a partial batch response: AWS then takes the whole batch as failed.
 */
export function failedItems(reply: unknown): Set<string> | undefined {
  if (reply === null || reply === undefined) return new Set();
  const failures = (reply as { batchItemFailures?: unknown }).batchItemFailures;
  if (failures === null || failures === undefined) return new Set();
  if (!Array.isArray(failures)) return undefined;
  const ids = failures.map((each: { itemIdentifier?: unknown }) => each?.itemIdentifier);
  return ids.every((id): id is string => typeof id === 'string' && id !== '')
    ? new Set(ids)
    : undefined;
}
