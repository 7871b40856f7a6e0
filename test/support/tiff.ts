/** A grey picture, one byte a pixel. */
export interface Grey {
  data: Uint8Array;
  width: number;
  height: number;
}

/** An uncompressed little-endian TIFF of several grey pages, at the given resolution. */
export function writeTiff(pages: readonly Grey[], dpi: number): Buffer {
  const entriesPerPage = 11;
  const directorySize = 2 + entriesPerPage * 12 + 4;
  const header = Buffer.alloc(8);
  header.write('II*\0', 'latin1');
  const parts = [header];
  let offset = 8;
  let linkToNext = { buffer: header, at: 4 };
  for (const { data, width, height } of pages) {
    const resolution = Buffer.alloc(8);
    resolution.writeUInt32LE(dpi, 0);
    resolution.writeUInt32LE(1, 4);
    const pixels = Buffer.concat([data, Buffer.alloc(data.length % 2)]);
    const pixelsAt = offset + resolution.length;
    const directoryAt = pixelsAt + pixels.length;
    const directory = Buffer.alloc(directorySize);
    directory.writeUInt16LE(entriesPerPage, 0);
    const short = 3;
    const long = 4;
    const rational = 5;
    const entries: [tag: number, type: number, value: number][] = [
      [256, long, width],
      [257, long, height],
      [258, short, 8],
      [259, short, 1],
      [262, short, 1],
      [273, long, pixelsAt],
      [277, short, 1],
      [278, long, height],
      [279, long, data.length],
      [282, rational, offset],
      [283, rational, offset],
    ];
    for (const [i, [tag, type, value]] of entries.entries()) {
      const at = 2 + i * 12;
      directory.writeUInt16LE(tag, at);
      directory.writeUInt16LE(type, at + 2);
      directory.writeUInt32LE(1, at + 4);
      directory.writeUInt32LE(value, at + 8);
    }
    linkToNext.buffer.writeUInt32LE(directoryAt, linkToNext.at);
    linkToNext = { buffer: directory, at: directorySize - 4 };
    parts.push(resolution, pixels, directory);
    offset = directoryAt + directorySize;
  }
  return Buffer.concat(parts);
}
