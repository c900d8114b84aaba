/**
 * A stream of pseudo-random numbers; plain data, advanced only by the functions of this file.
 * Generator: sfc32 (Chris Doty-Humphrey's Small Fast Counting, 128 bits of state, passes PractRand).
 */
export interface RandomStream {
  a: number;
  b: number;
  c: number;
  counter: number;
}

/**
 * The stream `name` of `seed` (a safe integer). Streams of other names or seeds have nothing to do with each other,
 * so a draw that is new in one never shifts another (DESIGN, section 1). The same pair gives the same numbers in
 * every release: `randomStream.test.ts` holds some.
 */
export function createRandomStream(seed: number, name: string): RandomStream {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`${seed} is no seed: a seed is a whole number`);
  const text = `${seed}/${name}`;
  const stream: RandomStream = { a: hashText(text, 1), b: hashText(text, 2), c: hashText(text, 3), counter: 1 };
  for (let round = 0; round < MIXING_ROUNDS; round++) nextUint32(stream);
  return stream;
}

/** As sfc32's author seeds it: until every bit of the seed has reached every bit of the state. */
const MIXING_ROUNDS = 15;

/** A whole number, 0 <= n < 2^32. */
export function nextUint32(stream: RandomStream): number {
  const result = (stream.a + stream.b + stream.counter) | 0;
  stream.counter = (stream.counter + 1) | 0;
  stream.a = stream.b ^ (stream.b >>> 9);
  stream.b = (stream.c + (stream.c << 3)) | 0;
  stream.c = (((stream.c << 21) | (stream.c >>> 11)) + result) | 0;
  return result >>> 0;
}

/** 0 <= x < 1, a multiple of 2^-32. */
export function nextUnit(stream: RandomStream): number {
  return nextUint32(stream) / 2 ** 32;
}

/** A whole number, 0 <= n < `bound` <= 2^32, each as likely as any other. */
export function nextBelow(stream: RandomStream, bound: number): number {
  if (!(Number.isInteger(bound) && bound > 0 && bound <= 2 ** 32))
    throw new RangeError(`no number is drawn below ${bound}`);
  // Numbers past the last whole multiple would make small results more likely.
  const limit = 2 ** 32 - (2 ** 32 % bound);
  let drawn = nextUint32(stream);
  while (drawn >= limit) drawn = nextUint32(stream);
  return drawn % bound;
}

/** FNV-1a over UTF-16 units from its own start for each `variant`, then MurmurHash3's finalizer. */
function hashText(text: string, variant: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(variant, 0x9e3779b9);
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
