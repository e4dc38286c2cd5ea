/** A way to type the same question again that leaves its answer true. */
export interface Rewording {
  readonly rule: string;
  /** The reworded text; undefined where the rule has nothing to change. `random` is in [0, 1). */
  readonly apply: (text: string, random: number) => string | undefined;
}

type Replacement = readonly [RegExp, string];

// Each rule changes the words of asking and nothing of what is asked: "how can I" for "how do I", but never "should I";
// sentences around the question that say nothing about it.

const GREETINGS: readonly ((text: string) => string)[] = [
  (text) => `Hi! ${text}`,
  (text) => `Hello there, ${continued(text)}`,
  (text) => `Please tell me: ${continued(text)}`,
  (text) => `${text} Thanks!`,
  (text) => `Hi, ${continued(text)} Thank you very much.`,
];

const SMALL_TALK: readonly ((text: string) => string)[] = [
  (text) => `Quick question: ${continued(text)}`,
  (text) => `Sorry if this was asked before. ${text}`,
  (text) => `${text} I have looked everywhere.`,
  (text) => `I hope somebody can help. ${text}`,
];

const CONTRACTIONS: readonly Replacement[] = [
  [/\b(what|where|when|how|who) is\b/i, "$1's"],
  [/\bdo not\b/i, "don't"],
  [/\bdoes not\b/i, "doesn't"],
  [/\bcannot\b/i, "can't"],
  [/\bI am\b/, "I'm"],
  [/\bI have (?=\w+(?:ed|en|st)\b)/, "I've "],
];

const OPENINGS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^How do I\b/, ['How can I', 'How would I', "What's the best way to", 'How to']],
  [/^How can I\b/, ['How do I', 'How would I', "What's the best way to", 'How to']],
  [/^Where do I\b/, ['Where can I', 'Where would I']],
  [/^Where can I\b/, ['Where do I', 'Where would I']],
  [/^Can I\b/, ['Is it possible to', 'Am I able to']],
  [/^Which\b/, ['What']],
  [/^What does (.+) mean\?$/, ['What is the meaning of $1?']],
];

const SYNONYMS: readonly Replacement[] = [
  [/^How much does (.+) cost\b/, 'What does $1 cost'],
  [/^What does (.+) cost\b/, 'How much does $1 cost'],
  [/^How long does it take\b/, 'How much time does it take'],
  [/^What happens when\b/, 'What happens if'],
  [/\bper (year|month|day|week)\b/, 'a $1'],
  [/\b(?:someone|somebody) else\b/, 'another person'],
  [/\bparcel\b/, 'package'],
  [/\ba bill\b/, 'an invoice'],
  [/\bbill\b/, 'invoice'],
  [/\bbiggest\b/, 'largest'],
  [/\bdocuments\b/, 'papers'],
  [/\babroad\b/, 'in another country'],
  [/\bfind (?!out)/, 'locate '],
  [/\bremove (?=all|a saved)/, 'delete '],
  [/\bchange my (?=address|surname|password|Wi-Fi)/, 'update my '],
  [/\breceive\b/, 'get'],
];

/** Every rule, in the order of reports. */
export const REWORDINGS: readonly Rewording[] = [
  { rule: 'no capitals, no full stop', apply: (text) => changed(text, bare(text)) },
  { rule: 'greeting or thanks', apply: (text, random) => pick(GREETINGS, random)?.(text) },
  { rule: 'contraction', apply: (text) => changed(text, replaced(text, CONTRACTIONS)) },
  { rule: 'another opening', apply: reopened },
  { rule: 'a synonym', apply: (text) => changed(text, firstReplaced(text, SYNONYMS)) },
  { rule: 'typo', apply: (text) => changed(text, mistyped(text)) },
  { rule: 'small talk around it', apply: (text, random) => pick(SMALL_TALK, random)?.(text) },
];

/** A question as it goes on after a comma or a colon. */
function continued(text: string): string {
  return text.replace(/^(?:How|What|Which|Where|When|Who|Why|Can|Do|Does|Is|Are|By|From|At)\b/, (word) =>
    word.toLowerCase(),
  );
}

function bare(text: string): string {
  return text.toLowerCase().replace(/[?.!]+$/, '');
}

function replaced(text: string, replacements: readonly Replacement[]): string {
  return replacements.reduce((now, [from, to]) => now.replace(from, to), text);
}

function firstReplaced(text: string, replacements: readonly Replacement[]): string {
  const [from, to] = replacements.find(([pattern]) => pattern.test(text)) ?? [];
  return from === undefined || to === undefined ? text : text.replace(from, to);
}

function reopened(text: string, random: number): string | undefined {
  const found = OPENINGS.find(([opening]) => opening.test(text));
  const other = found && pick(found[1], random);
  return found && other !== undefined ? text.replace(found[0], other) : undefined;
}

/** Two inner letters of the longest lower-case word change places: names, figures, negations and quotations stay. */
function mistyped(text: string): string {
  if (/(?<!\w)['"]/.test(text)) return text;
  const words = text.match(/(?<![\w./-])(?!without\b)[a-z]{5,}(?![\w/-]|\.\w)/g) ?? [];
  const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '');
  if (longest === '') return text;
  const middle = longest.length >> 1;
  const [before, one, other, after] = [
    longest.slice(0, middle - 1),
    longest.charAt(middle - 1),
    longest.charAt(middle),
    longest.slice(middle + 1),
  ];
  return text.replace(longest, before + other + one + after);
}

const changed = (before: string, after: string): string | undefined => (before === after ? undefined : after);

function pick<T>(items: readonly T[], random: number): T | undefined {
  return items[Math.floor(random * items.length)];
}
