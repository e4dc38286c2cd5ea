/** Natural languages that an answer may be asked in. English is the language of the question, so it says nothing. */
export const NATURAL_LANGUAGES: ReadonlySet<string> = new Set(
  (
    'afrikaans albanian arabic armenian bengali bulgarian burmese cantonese catalan chinese croatian czech danish ' +
    'dutch esperanto estonian farsi filipino finnish french georgian german greek gujarati hebrew hindi hungarian ' +
    'icelandic indonesian irish italian japanese kannada korean latin latvian lithuanian malay malayalam mandarin ' +
    'marathi mongolian nepali norwegian persian polish portuguese punjabi romanian russian sanskrit serbian ' +
    'sinhala slovak slovenian somali spanish swahili swedish tagalog tamil telugu thai tibetan turkish ukrainian ' +
    'urdu vietnamese welsh yiddish zulu'
  ).split(' '),
);
