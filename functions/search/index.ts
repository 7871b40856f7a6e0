import { searchRoutes } from '../../shared/api/routes/search.ts';
import { serve } from '../../shared/http/serve.ts';
import { search } from './search.ts';

export const handler = serve('search', searchRoutes, { search });
