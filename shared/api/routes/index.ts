/**
 * The API, declared once: CDK routes, handler types, request validation, the OpenAPI document, the
 * embedded gateway's tests and the client are all derived from this table.
 */
import type { Route } from '../route.ts';
import { aboutRoutes } from './about.ts';
import { appendixRoutes } from './appendices.ts';
import { approvalRoutes } from './approvals.ts';
import { chainRoutes } from './chains.ts';
import { divisionRoutes } from './divisions.ts';
import { documentRoutes } from './documents.ts';
import { draftRoutes } from './drafts.ts';
import { dueListRoutes } from './dueLists.ts';
import { fileRoutes } from './files.ts';
import { noteRoutes } from './notes.ts';
import { noticeRoutes } from './notices.ts';
import { officeRoutes } from './offices.ts';
import { printRoutes } from './prints.ts';
import { receiptRoutes } from './receipts.ts';
import { recordRoutes } from './records.ts';
import { searchRoutes } from './search.ts';

export const routes = {
  ...officeRoutes,
  ...dueListRoutes,
  ...noticeRoutes,
  ...documentRoutes,
  ...receiptRoutes,
  ...fileRoutes,
  ...noteRoutes,
  ...appendixRoutes,
  ...approvalRoutes,
  ...chainRoutes,
  ...divisionRoutes,
  ...searchRoutes,
  ...draftRoutes,
  ...printRoutes,
  ...recordRoutes,
  ...aboutRoutes,
} as const satisfies Record<string, Route>;

export type Routes = typeof routes;
export type OperationId = keyof Routes;
