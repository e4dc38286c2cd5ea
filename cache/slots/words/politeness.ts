/** Openings that ask nothing; each is folded away at the start of a question, in any order, a few times. */
export const POLITE_OPENINGS: readonly RegExp[] = [
  /^(?:hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening)|dear \w{1,20})(?: (?:there|all|everyone|team|guys|folks))?[,.!:;–—-]+\s*/u,
  /^(?:hi|hello|hey)(?: there)? (?=(?:how|what|where|when|why|who|which|can|could|is|are|do|does|i|my|please|pls)\b)/u,
  /^(?:please|pls|plz|kindly)[,:]? /u,
  /^(?:could|can|would|will) (?:you|u|someone|anyone|anybody|somebody) (?:please |pls |plz |kindly )?(?:tell me|let me know)[,:]? /u,
  /^(?:tell me|let me know)[,:]? (?=(?:how|what|where|when|why|who|which|whether|if)\b)/u,
  /^(?:i (?:would|'d) like to know|i (?:want|wanted|need) to know|i was wondering|i wonder|i am wondering|i'm wondering)[,:]? /u,
  /^(?:do you know|does anyone know|any idea) (?=(?:how|what|where|when|why|who|which|whether|if)\b)/u,
];

/** Endings that ask nothing. "please" and "thanks" need punctuation before them: "How do you say please?" does not. */
export const POLITE_ENDINGS: readonly RegExp[] = [
  /[,.!?;–—-] ?(?:please|pls|plz|thanks|thx|thank you|cheers|many thanks|ty)(?: (?:so much|very much|a lot|in advance|you))?$/u,
  / (?:pls|plz|thx|thanks in advance)$/u,
];
