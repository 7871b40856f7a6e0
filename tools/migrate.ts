/** `npm run migrate -- <table.csv>`: old files of an office, with their scans, brought onto the system. */
import { parseArgs } from 'node:util';
import { connect } from './connection.ts';
import { migrate } from './migration.ts';

const usage = `npm run migrate -- <table.csv> --unit <code> [--scans <folder>] [--record-room <code>] [--check]
                       [--user <name> | --api <address>]

  --unit         शाखा जिसकी नस्तियाँ हैं · the branch whose files they are, such as REV
  --record-room  अभिलेखागार, नस्तीबद्ध नस्तियों के लिए · where closed files stand, such as RRM
  --scans        फ़ोल्डर जिसमें स्कैन हैं · the folder with the scans that the table names
  --check        केवल जाँच, कुछ नहीं लिखा जाता · only looks everything over and writes nothing
  --user         इस मशीन की स्थापना पर · signs in here (PATRAVALI_PASSWORD, PATRAVALI_DATA)
  --api          दूसरी स्थापना, टोकन PATRAVALI_TOKEN में · another installation, with PATRAVALI_TOKEN`;

const out = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      unit: { type: 'string' },
      'record-room': { type: 'string' },
      scans: { type: 'string' },
      user: { type: 'string' },
      api: { type: 'string' },
      check: { type: 'boolean', default: false },
    },
  });
  const [table, ...more] = positionals;
  const { unit, scans, user, api, check, 'record-room': recordRoom } = values;
  if (table === undefined || unit === undefined || more.length > 0) throw new Error(usage);
  const connected = connect({ api, user, environment: process.env });
  const { rows, brought, before, faults } = await migrate({
    ...connected,
    table,
    scans,
    unit,
    recordRoom,
    check,
    out,
  });
  if (brought === 0) out('कुछ नहीं लिखा गया · nothing was written');
  out(
    `${rows} पंक्तियाँ ठीक, ${brought} नस्तियाँ लाई गईं, ${before} पहले से थीं, ${faults} दोष · ${rows} rows in order, ${brought} files brought, ${before} brought before, ${faults} faults`,
  );
  return faults > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
