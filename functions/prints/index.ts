import { printRoutes } from '../../shared/api/routes/prints.ts';
import { serve } from '../../shared/http/serve.ts';
import { createPrint } from './createPrint.ts';
import { getPrint } from './getPrint.ts';

export const handler = serve('prints', printRoutes, { createPrint, getPrint });
