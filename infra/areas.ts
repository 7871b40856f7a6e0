import { type ApiArea, apiAreas } from '../shared/api/route.ts';

/** The functions that work behind the API, each from `functions/<area>`. */
export const workerAreas = [
  'relay',
  'arrivals',
  'intake',
  'ocr',
  'press',
  'approvalSteps',
  'reconciler',
] as const;

export type WorkerArea = (typeof workerAreas)[number];
export type FunctionArea = ApiArea | WorkerArea;

/** Every function, those that answer the API first. */
export const functionAreas: readonly FunctionArea[] = [...apiAreas, ...workerAreas];
