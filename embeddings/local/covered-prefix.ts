/** Most characters of a text worth looking at, per token the model reads: longer words are rare, longer texts hostile. */
const CHARS_PER_TOKEN = 16;

/**
 * The longest prefix, ending at white space, whose tokens fit: WordPiece never joins across white space, so words
 * count one by one. A single word that is too long is cut inside.
 * @param countTokens tokens of a text, special ones not counted
 */
export function coveredPrefix(
  text: string,
  maxTokens: number,
  countTokens: (text: string) => number,
): string {
  const window = text.slice(0, maxTokens * CHARS_PER_TOKEN);
  if (window.length === text.length && countTokens(text) <= maxTokens) return text;
  let used = 0;
  let end = 0;
  for (const word of window.matchAll(/\S+/g)) {
    const wordEnd = word.index + word[0].length;
    if (wordEnd === window.length && window.length < text.length) break; // the window may cut this word
    used += countTokens(word[0]);
    if (used > maxTokens) break;
    end = wordEnd;
  }
  return end > 0 ? window.slice(0, end) : wholeCharacters(window, maxTokens);
}

function wholeCharacters(text: string, length: number): string {
  const cut = text.slice(0, length);
  const last = cut.charCodeAt(cut.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut;
}
