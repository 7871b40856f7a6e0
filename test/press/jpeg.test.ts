import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { jpegFacts } from '../../shared/press/jpeg.ts';

const plain = (channels: 3 | 4 = 3) =>
  sharp({ create: { width: 40, height: 60, channels, background: '#abc' } });

it('states size, colours and how the camera was held, for baseline and progressive pictures', async () => {
  const facts = { width: 40, height: 60, components: 3, orientation: 1 };
  expect(jpegFacts(await plain().jpeg().toBuffer())).toEqual(facts);
  expect(jpegFacts(await plain().jpeg({ progressive: true }).toBuffer())).toEqual(facts);
  const grey = await plain().toColourspace('b-w').jpeg().toBuffer();
  expect(jpegFacts(grey)).toEqual({ ...facts, components: 1 });
  const turned = await plain().withMetadata({ orientation: 6 }).jpeg().toBuffer();
  expect(jpegFacts(turned)).toEqual({ ...facts, orientation: 6 });
});

it('leaves to be drawn what a PDF cannot carry as it is', async () => {
  expect(jpegFacts(await plain().toColourspace('cmyk').jpeg().toBuffer())).toBeUndefined();
  expect(jpegFacts(await plain().png().toBuffer())).toBeUndefined();
  expect(jpegFacts(Buffer.from([0xff, 0xd8, 0xff, 0xd9]))).toBeUndefined();
});

it('no bytes make it fail or wait', async () => {
  const good = await plain().withMetadata({ orientation: 8 }).jpeg().toBuffer();
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }),
      fc.nat(good.length),
      (changes, length) => {
        const bytes = Buffer.from(good.subarray(0, length));
        for (const [at, byte] of changes) if (at < length) bytes[at] = byte;
        const facts = jpegFacts(bytes);
        if (facts) expect(facts.width * facts.height).toBeGreaterThan(0);
      },
    ),
    { numRuns: 3000 },
  );
});
