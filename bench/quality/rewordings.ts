/**
 * What the same person would type a second time: without capitals and full stop, with contractions, politely,
 * with two letters swapped. Kinder than the question sets, whose asked forms share few words on purpose.
 */
export function lightlyReworded(text: string): readonly string[] {
  const plain = text.toLowerCase().replace(/[?.!]+$/, '');
  const forms = [plain, contracted(text), `Please: ${text}`, mistyped(text)];
  return [...new Set(forms)].filter((form) => form !== text);
}

function contracted(text: string): string {
  return text
    .replace(/\bHow do I\b/, 'How can I')
    .replace(/\bWhat is\b/, "What's")
    .replace(/\bI am\b/, "I'm")
    .replace(/\bdo not\b/, "don't");
}

/** Swaps two inner letters of the longest all-lower-case word. */
function mistyped(text: string): string {
  const words = text.match(/\b[a-z]{5,}\b/g) ?? [];
  const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '');
  if (longest === '') return text;
  const middle = Math.floor(longest.length / 2);
  const swapped =
    longest.slice(0, middle - 1) +
    longest.charAt(middle) +
    longest.charAt(middle - 1) +
    longest.slice(middle + 1);
  return text.replace(longest, swapped);
}
