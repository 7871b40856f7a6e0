import sharp from 'sharp';

/*
 * libvips can open SVG, PDF, FITS and more, each a parser for hostile bytes. Only the three formats that an
 * office may upload stay open, whatever a file calls itself. One thread, no cache: one page at a time.
 */
sharp.concurrency(1);
sharp.cache(false);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadTiff'],
});

export { sharp };
