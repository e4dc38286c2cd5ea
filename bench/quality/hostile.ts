/** Texts that make careless patterns take quadratic time or worse, each by the length asked for. */
export const HOSTILE_TEXTS: Readonly<Record<string, (length: number) => string>> = {
  'one letter': (length) => 'a'.repeat(length),
  'one digit': (length) => '1'.repeat(length),
  digits: (length) => repeat('1 ', length),
  'number words': (length) => repeat('hundred ', length),
  'and after number words': (length) => repeat('two hundred and ', length),
  'open quotes': (length) => repeat('"a ', length),
  'open apostrophes': (length) => repeat("'a ", length),
  'open guillemets': (length) => repeat('«a ', length),
  backticks: (length) => repeat('` ``` ', length),
  hyphens: (length) => repeat('a-1-', length),
  'hyphens and spaces': (length) => repeat('- ', length),
  dots: (length) => repeat('1.', length),
  commas: (length) => repeat('1,', length),
  'chunks of dots': (length) => repeat(`${'1.'.repeat(95)} `, length),
  'chunks of mixed ids': (length) => repeat(`${'aB1-'.repeat(45)} `, length),
  'e-mail without an end': (length) => repeat('a.b+c@', length),
  slashes: (length) => repeat('/a', length),
  'white space': (length) => ' '.repeat(length),
  'white space around words': (length) => repeat(' \t\n\u00a0a', length),
  negations: (length) => repeat('not ', length),
  'turned poles': (length) => repeat('not happy ', length),
  'unbroken clause': (length) => repeat('dog chases cat by ', length),
  connectors: (length) => repeat('a than b to ', length),
  politeness: (length) => repeat('please ', length),
  'polite ending': (length) => repeat(', thanks ', length),
  combining: (length) => repeat('e\u0301\u0301\u0301', length),
  Han: (length) => repeat('漢', length),
  'quotations that differ': (length) => numbered('"q', '" ', length),
  'ids that differ': (length) => numbered('AB-', 'x ', length),
  'numbers that differ': (length) => numbered('', ' ', length),
  'owners that differ': (length) => numbered('my a', 'b ', length),
  surrogates: (length) => repeat('\ud83d', length),
};

function repeat(part: string, length: number): string {
  return part.repeat(Math.ceil(length / part.length)).slice(0, length);
}

function numbered(before: string, after: string, length: number): string {
  const parts: string[] = [];
  for (let size = 0, n = 0; size < length; n++) {
    const part = `${before}${n}${after}`;
    parts.push(part);
    size += part.length;
  }
  return parts.join('').slice(0, length);
}
