/** Short ways of asking the office of a test. */
import type { OperationId } from '../../shared/api/routes/index.ts';
import type { Asked, Office } from './office.ts';

/** @param office asked for at each call: tests open theirs before the first */
export const askingOf = (office: () => Office) => ({
  /** What is answered to an act that must be done. */
  done: async (username: string, id: OperationId, asked: Asked = {}) =>
    (await office().told(username, id, asked)).body,
  /** How an act is refused: status and problem. */
  refusal: async (username: string, id: OperationId, asked: Asked = {}) => {
    const { status, body } = await office().call(username, id, asked);
    return `${status} ${body.type}`;
  },
});
