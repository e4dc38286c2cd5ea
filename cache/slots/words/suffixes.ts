/**
 * Endings that make another part of speech of a word, with what is put in their place and how long the rest must be:
 * "motivation" and "motivate", "education" and "educational" are one word here. Endings that make a person or a thing
 * of it ("account" and "accountant", "teach" and "teacher") are left out: they make another question.
 */
export const SUFFIXES: readonly (readonly [string, string, number])[] = [
  ['ization', 'iz', 3],
  ['isation', 'iz', 3],
  ['ational', 'at', 3],
  ['ation', 'at', 3],
  ['itional', 'it', 3],
  ['ition', 'it', 3],
  ['tional', 't', 4],
  ['tion', 't', 4],
  ['sion', 's', 4],
  ['ically', '', 4],
  ['ical', '', 4],
  ['ics', '', 4],
  ['ic', '', 4],
  ['fulnes', '', 4],
  ['ousnes', '', 4],
  ['ivenes', 'iv', 4],
  ['nes', '', 4],
  ['ment', '', 4],
  ['ality', '', 5],
  ['ity', '', 4],
  ['ances', '', 4],
  ['ance', '', 4],
  ['anc', '', 4],
  ['ences', '', 4],
  ['ence', '', 4],
  ['enc', '', 4],
  ['ially', '', 4],
  ['ally', '', 4],
  ['ily', 'y', 2],
  ['ly', '', 4],
  ['ial', '', 4],
  ['al', '', 4],
  ['iz', 'iz', 3],
  ['is', 'iz', 4],
  ['ful', '', 4],
  ['our', 'or', 3],
  ['at', 'at', 3],
];

/** Words that only look as if they had one of these endings, or would fall together with another word. */
export const WHOLE_WORDS: ReadonlySet<string> = new Set(
  (
    'university general generally install hospital animal capital station nation section mention question position condition ' +
    'organic public traffic basic topic music plastic magic panic clinic garlic comic logic metric fabric ethnic ' +
    'moment apartment department document comment cement element instrument experiment environment government ' +
    'parliament investment treatment family reply apply supply italy july ally assembly holiday daily weekly monthly ' +
    'city quality quantity entity identity charity capacity facility property community celebrity ' +
    'distance finance insurance balance advance chance science sequence sentence silence evidence audience essence ' +
    'conference license influence violence mission passion session version vision pension tension television ' +
    'portal rental signal medal metal total journal material serial trial manual annual signal terminal oval ' +
    'hour four tour flour your colour honour basis analysis crisis axis tennis paris oasis thesis virus status ' +
    'message package language image'
  ).split(' '),
);

/** Plurals that spelling rules cannot undo. */
export const IRREGULAR_PLURALS: ReadonlyMap<string, string> = new Map(
  (
    'children:child men:man women:woman people:person mice:mouse feet:foot teeth:tooth geese:goose lives:life ' +
    'wives:wife knives:knife leaves:leaf halves:half shelves:shelf criteria:criterion phenomena:phenomenon ' +
    'analyses:analysis crises:crisis theses:thesis movies:movie cookies:cookie selfies:selfie'
  )
    .split(' ')
    .map((pair): [string, string] => {
      const [plural = '', singular = ''] = pair.split(':');
      return [plural, singular];
    }),
);
