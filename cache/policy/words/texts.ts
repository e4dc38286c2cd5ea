/**
 * Imperatives that ask for a text, a piece of code or another piece of thinking: what comes after them is what the text
 * is about, and no request of its own.
 */
export const WRITING: readonly string[] =
  'write rewrite draft compose translate paraphrase rephrase summarise summarize proofread correct classify extract implement refactor debug fix generate invent brainstorm imagine pretend act roleplay analyse analyze edit polish shorten simplify convert calculate solve compute define describe compare explain outline improve complete reformulate tag label parse format debate quiz teach design build sketch continue suppose assume evaluate prove derive simulate'.split(
    ' ',
  );

/** Imperatives that ask for a text where they name one. */
export const MAKING_TEXT: readonly string[] =
  'create make plan prepare develop produce give suggest propose devise provide'.split(' ');

/** Texts that are made on request. */
export const MADE: readonly string[] =
  'plan list schedule itinerary template quiz story poem essay outline summary table script joke riddle recipe menu diet workout slogan speech letter email message post caption tweet blog article description bio function class query regex program code game curriculum syllabus budget agenda checklist overview comparison diagram flowchart prompt song rap haiku limerick dialogue tips ideas names'.split(
    ' ',
  );

/** Parts of a text or of a program: who changes one of these means an answer, not a record. */
export const TEXT_PARTS: readonly string[] =
  'paragraph paragraphs sentence sentences line lines word words text tone style title heading headline introduction intro conclusion ending summary bullet bullets list table column columns row rows section sections chapter example examples comment comments code function loop variable answer response reply essay poem story letter draft version verse rhyme joke plot character characters name names translation explanation steps step point points part parts emoji emojis format spelling grammar punctuation equation formula class method field element elements array string strings letters digits vowels item items duplicates number numbers index value values bug error errors'.split(
    ' ',
  );

/** Tools and languages of programmers: an imperative beside one of them asks for code. */
export const TOOLS: readonly string[] =
  'python python3 java javascript typescript js ts c c\\+\\+ rust go golang ruby php perl kotlin swift scala haskell lua matlab bash shell sed awk grep curl git docker kubernetes kubectl k8s sql mysql postgres postgresql sqlite mongodb redis linux unix windows macos excel sheets html css react vue angular node nodejs django flask rails spring pandas numpy terraform ansible helm jenkins regex goroutine array string dataframe dictionary tuple list context npm yarn pip brew apt cargo maven gradle cron jquery powershell vim emacs latex word photoshop gimp audacity iphone android'.split(
    ' ',
  );
