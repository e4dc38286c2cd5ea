/** A place of a text that differs from text to text. */
export interface ChangingPlace {
  /** Characters of the first text, counted from 1, the last one included. */
  readonly from: number;
  readonly to: number;
  /** What stands there in each text. */
  readonly values: readonly string[];
  /** What stands before it in all texts, as much as says where it is. */
  readonly before: string;
  readonly after: string;
}

/** A word with the white space after it, and where it begins. */
interface Piece {
  readonly text: string;
  readonly at: number;
}

/** Words compared at most: beyond that only beginning and end are. */
const MOST_PIECES = 3_000;
const CONTEXT_CHARS = 40;

/**
 * The places in which texts differ that are otherwise the same, word by word. What all of them have stays; between two
 * words that stay lies what changes.
 */
export function changingPlaces(texts: readonly string[]): readonly ChangingPlace[] {
  const all = texts.map(piecesOf);
  const [first = [], ...others] = all;
  let kept = first.map((_, at) => at);
  /** For each text, where the kept words of the first one stand in it. */
  const places: number[][] = [];
  for (const other of others) {
    const common = commonPieces(
      kept.map((at) => first[at]?.text ?? ''),
      other.map(({ text }) => text),
    );
    const stays = new Set(common.map(([one]) => one));
    for (const [at, list] of places.entries()) places[at] = list.filter((_, nth) => stays.has(nth));
    places.push(common.map(([, there]) => there));
    kept = kept.filter((_, nth) => stays.has(nth));
  }
  return gapsOf(all, [kept, ...places], texts);
}

/** What lies between the words that stay, in each text. */
function gapsOf(
  all: readonly (readonly Piece[])[],
  kept: readonly (readonly number[])[],
  texts: readonly string[],
): readonly ChangingPlace[] {
  const found: ChangingPlace[] = [];
  const stays = kept[0]?.length ?? 0;
  for (let gap = 0; gap <= stays; gap++) {
    const values = all.map((pieces, text) => {
      const from = gap === 0 ? 0 : (kept[text]?.[gap - 1] ?? -1) + 1;
      const to = gap === stays ? pieces.length : (kept[text]?.[gap] ?? pieces.length);
      return pieces.slice(from, to);
    });
    const words = values.map((pieces) => pieces.map(({ text }) => text).join(''));
    if (new Set(words).size < 2) continue;
    const place = placeOf(all[0] ?? [], values[0] ?? [], kept[0]?.[gap - 1], texts[0] ?? '');
    found.push({ ...place, values: words.map((value) => value.trim()) });
  }
  return withinNeighbours(joinNeighbours(found, texts[0] ?? ''));
}

function placeOf(
  pieces: readonly Piece[],
  here: readonly Piece[],
  before: number | undefined,
  text: string,
): Omit<ChangingPlace, 'values'> {
  const previous = before === undefined ? undefined : pieces[before];
  const start = here[0]?.at ?? (previous ? previous.at + previous.text.length : 0);
  const length = here.reduce((sum, piece) => sum + piece.text.length, 0);
  const end = start + text.slice(start, start + length).trimEnd().length;
  return {
    from: start + 1,
    to: Math.max(start + 1, end),
    before: text.slice(Math.max(0, start - CONTEXT_CHARS), start),
    after: text.slice(end, end + CONTEXT_CHARS),
  };
}

/** "21 November" and "06:09" with only the year between them are one date: places a few characters apart are one. */
function joinNeighbours(places: readonly ChangingPlace[], text: string): readonly ChangingPlace[] {
  const joined: ChangingPlace[] = [];
  for (const place of places) {
    const last = joined.at(-1);
    const between = last ? text.slice(last.to, place.from - 1) : '';
    if (last && between.length <= 6 && !/[.\n]/.test(between.trim())) {
      const glue = between === '' ? ' ' : between;
      joined[joined.length - 1] = {
        from: last.from,
        to: place.to,
        before: last.before,
        after: place.after,
        values: last.values.map((value, at) => `${value}${glue}${place.values[at] ?? ''}`.trim()),
      };
    } else joined.push(place);
  }
  return joined;
}

/** What stands around a place is told up to the next one: the words of that change as well. */
const withinNeighbours = (places: readonly ChangingPlace[]): readonly ChangingPlace[] =>
  places.map((place, at) => {
    const before = place.from - 1 - (places[at - 1]?.to ?? 0);
    const after = (places[at + 1]?.from ?? Number.POSITIVE_INFINITY) - 1 - place.to;
    return {
      ...place,
      before: place.before.slice(Math.max(0, place.before.length - before)),
      after: place.after.slice(0, Math.max(0, after)),
    };
  });

function piecesOf(text: string): readonly Piece[] {
  const pieces = [...text.matchAll(/\S+\s*|^\s+/g)].map((match) => ({ text: match[0], at: match.index }));
  if (pieces.length <= MOST_PIECES) return pieces;
  return [...pieces.slice(0, MOST_PIECES / 2), ...pieces.slice(-MOST_PIECES / 2)];
}

/** Pairs of places of the longest common subsequence; equal beginnings and ends are taken first, which is nearly all. */
export function commonPieces(
  one: readonly string[],
  other: readonly string[],
): readonly (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start])
    pairs.push([start, start++]);
  let [a, b] = [one.length, other.length];
  const tail: (readonly [number, number])[] = [];
  while (a > start && b > start && one[a - 1] === other[b - 1]) tail.push([--a, --b]);
  pairs.push(
    ...between(one.slice(start, a), other.slice(start, b)).map(([x, y]) => [x + start, y + start] as const),
  );
  return [...pairs, ...tail.reverse()];
}

/** Pieces of which so many squared would take too long are all taken to differ. */
const MOST_CELLS = 4_000_000;

function between(one: readonly string[], other: readonly string[]): readonly (readonly [number, number])[] {
  if (one.length === 0 || other.length === 0 || one.length * other.length > MOST_CELLS) return [];
  const width = other.length + 1;
  const lengths = new Uint16Array((one.length + 1) * width);
  for (let a = one.length - 1; a >= 0; a--) {
    for (let b = other.length - 1; b >= 0; b--) {
      const down = lengths[(a + 1) * width + b] ?? 0;
      const right = lengths[a * width + b + 1] ?? 0;
      const both = (lengths[(a + 1) * width + b + 1] ?? 0) + 1;
      lengths[a * width + b] = one[a] === other[b] ? both : Math.max(down, right);
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let a = 0, b = 0; a < one.length && b < other.length; ) {
    if (one[a] === other[b]) pairs.push([a++, b++]);
    else if ((lengths[(a + 1) * width + b] ?? 0) >= (lengths[a * width + b + 1] ?? 0)) a++;
    else b++;
  }
  return pairs;
}
