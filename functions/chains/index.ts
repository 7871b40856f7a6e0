import { chainRoutes } from '../../shared/api/routes/chains.ts';
import { divisionRoutes } from '../../shared/api/routes/divisions.ts';
import { serve } from '../../shared/http/serve.ts';
import { createDivision, publishDivision, saveDivision, withdrawDivision } from './divisions.ts';
import { getDivision, listDivisions, previewDivision } from './readDivisions.ts';
import {
  checkChainTemplate,
  getChainTemplate,
  getChainVersion,
  listChainTemplates,
  rehearseChain,
} from './readTemplates.ts';
import {
  createChainTemplate,
  publishChainTemplate,
  retireChainTemplate,
  saveChainTemplate,
} from './templates.ts';

export const handler = serve(
  'chains',
  { ...chainRoutes, ...divisionRoutes },
  {
    listChainTemplates,
    createChainTemplate,
    getChainTemplate,
    saveChainTemplate,
    getChainVersion,
    checkChainTemplate,
    rehearseChain,
    publishChainTemplate,
    retireChainTemplate,
    listDivisions,
    createDivision,
    getDivision,
    saveDivision,
    previewDivision,
    publishDivision,
    withdrawDivision,
  },
);
