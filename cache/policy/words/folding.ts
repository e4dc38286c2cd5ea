/** Contractions and chat spellings as the words they stand for. */
export const OPENED: ReadonlyMap<string, string> = new Map([
  ["can't", 'can not'],
  ['cannot', 'can not'],
  ['cant', 'can not'],
  ["won't", 'will not'],
  ['wont', 'will not'],
  ["shan't", 'shall not'],
  ['dont', 'do not'],
  ['didnt', 'did not'],
  ['doesnt', 'does not'],
  ['isnt', 'is not'],
  ['hasnt', 'has not'],
  ['havent', 'have not'],
  ['whats', 'what is'],
  ['wheres', 'where is'],
  ['whos', 'who is'],
  ['whens', 'when is'],
  ['hows', 'how is'],
  ["let's", 'let us'],
  ['im', 'i am'],
  ['ive', 'i have'],
  ['u', 'you'],
  ['ur', 'your'],
  ['pls', 'please'],
  ['plz', 'please'],
  ['thx', 'thanks'],
  ['wanna', 'want to'],
  ['gonna', 'going to'],
  ['gotta', 'have to'],
  ['gimme', 'give me'],
  ['lemme', 'let me'],
  ['wat', 'what'],
]);

/** After these `'s` is a verb; after any other word it is a possessive. */
export const BEFORE_IS: ReadonlySet<string> = new Set(
  'what where who when how why which that it there here he she everything everyone anything'.split(' '),
);

/** What may follow an apostrophe instead. */
export const ENDINGS: ReadonlyMap<string, string> = new Map([
  ['m', 'am'],
  ['re', 'are'],
  ['ve', 'have'],
  ['ll', 'will'],
  ['d', 'would'],
]);
