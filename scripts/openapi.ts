/** Writes the committed OpenAPI document and the documentation page from the route table. */
import { writeFile } from 'node:fs/promises';
import { openApi } from '../shared/api/openapi.ts';
import { documentationPage } from './documentationPage.ts';

const document = openApi();
await writeFile(
  new URL('../functions/about/openapi.json', import.meta.url),
  `${JSON.stringify(document, null, 1)}\n`,
);
await writeFile(
  new URL('../functions/about/documentation.html', import.meta.url),
  `${documentationPage(document)}\n`,
);
process.stdout.write('functions/about/openapi.json and documentation.html written\n');
