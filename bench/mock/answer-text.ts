/** An answer's text, cut into the pieces a stream sends, with the JSON form of both made once. */
export type AnswerText = {
  readonly text: string;
  readonly pieces: readonly string[];
  readonly json: string;
  readonly jsonPieces: readonly string[];
};

const WORDS =
  'this text is made up by the mock provider so that a client has something to read while it is measured and the same question always gets the same words'.split(
    ' ',
  );

/** Cuts a text into word pieces that join to the text again, much as a tokeniser with leading blanks does. */
export function toAnswerText(text: string): AnswerText {
  const pieces = text.match(/\s*\S+|\s+$/g) ?? [];
  return {
    text,
    pieces,
    json: JSON.stringify(text),
    jsonPieces: pieces.map((piece) => JSON.stringify(piece)),
  };
}

/**
 * A function that derives an answer of `tokens` pieces (at least 3) from a question: `Mock answer <hash> …`.
 * Only the hash differs between two questions, so that all the rest is prepared once: the mock shares a core
 * with the load generator.
 */
export function derivedAnswers(tokens: number): (question: string) => AnswerText {
  const tail: string[] = [];
  for (let index = 0; index < tokens - 3; index++) tail.push(` ${WORDS[index % WORDS.length] ?? ''}`);
  const tailText = tail.join('');
  const tailJson = tail.map((piece) => JSON.stringify(piece));
  return (question) => {
    const hash = hashOf(question);
    return {
      text: `Mock answer ${hash}${tailText}`,
      pieces: ['Mock', ' answer', ` ${hash}`, ...tail],
      json: `"Mock answer ${hash}${tailText}"`,
      jsonPieces: ['"Mock"', '" answer"', `" ${hash}"`, ...tailJson],
    };
  };
}

/** FNV-1a over UTF-16 units, in hexadecimal: equal questions, equal answers, on every machine. */
function hashOf(text: string): string {
  return hash32(text).toString(16).padStart(8, '0');
}

/** The same hash as an unsigned 32-bit number. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
