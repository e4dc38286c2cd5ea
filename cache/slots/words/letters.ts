/**
 * What a question says when its answer depends on how words are written: case, spelling, counting letters, encoding.
 * Left out is what is a topic more often: "letter" is mail, "capitals" are towns, "case-insensitive" is SQL.
 */
export const ABOUT_LETTERS = new RegExp(
  [
    String.raw`\b(?:upper|lower|title|sentence|camel|snake|kebab|pascal)[- ]?cased?\b`,
    String.raw`\bcapital(?:i[sz](?:e|es|ed|ing|ation)| letters?)\b`,
    String.raw`\b(?:in|all|block) (?:caps|capitals)\b`,
    String.raw`\b(?:spell|spells|spelled|spelt|spellings? of)\b`,
    String.raw`\b(?:how many|count|count the|number of) (?:letters|characters|vowels|consonants|syllables)\b`,
    String.raw`\b(?:vowels|consonants|palindromes?|anagrams?|diacritics?|proofread|punctuate)\b`,
    // Encodings are a topic of programmers; it is a text that makes its letters count.
    String.raw`\b(?:md5|sha-?\d{1,3}|base64|rot13|encrypt|decrypt|encode|decode|hash)\b[^.?!:]{0,40}(?:\bof\b|:\s)`,
    String.raw`\b(?:regex|regexp|regular expressions?)\b[^.?!:]{0,40}:\s`,
    String.raw`\bpronounced?\b`,
    String.raw`\baccent(?:s|ed)? (?:mark|letter|character|on)`,
  ].join('|'),
  'i',
);
