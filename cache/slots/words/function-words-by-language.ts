/**
 * English function words. Those that are as common in another language ("a", "do", "no", "in") are left out here and
 * dropped from the lists below: they speak for neither side.
 */
export const ENGLISH_FUNCTION_WORDS: ReadonlySet<string> = new Set(
  (
    'the this that these those is are am was were be been does did has have had can could will would shall ' +
    'should may might must i my you your he him his she her it its we us our they them their what which who whom ' +
    'whose when where why how if because and or but not than to of at by for from with about into ' +
    'over after before between through without under up down out off there here all any some more most only just ' +
    "very too also please get got make need want know tell much many per whats dont cant im pls plz u ur n n't"
  ).split(' '),
);

/** Words of the lists below that are English words or abbreviations too: they speak for neither side. */
const SHARED =
  'die war hat bin man gut plus par car per ha ho si sin mas mi ma op dan van hoe pot son var till pro con via ' +
  'a do no me in on an so as comment des mine den ai se sa ti tu nu on met mit kan pan pod ni uno e o i y';

const FUNCTION_WORDS: Readonly<Record<string, string>> = {
  es: 'el la los las un una de del que qué cómo como cuál cuánto cuándo dónde por para mi su es está están hay puedo puede yo tengo quiero pero muy donde cuando',
  fr: "le la les un une du de que qui quoi pourquoi où quel quelle quels est sont je il nous vous mon mes votre vos avec pour dans sur sans et ou c'est est-ce puis-je j'ai peut peux quand combien qu'est-ce",
  de: 'der das dem ein eine einen einem einer ist sind und oder wie wo wann warum welche welcher welches ich sie wir ihr mein meine meinen dein für von zu zum zur auf aus bei nach über nicht kann können muss gibt es wird werden habe haben',
  pt: 'os um uma de da dos das que como qual quanto quando onde por para com meu minha seu sua é são está não eu você posso tem há ou muito',
  it: 'il lo gli un una di del della dei che come quale quanto quando dove perché mio mia suo è sono non io posso ho ma molto cosa nel alla sul',
  nl: 'het een en waar wanneer waarom welke ik jij je hij wij mijn jouw voor naar uit bij niet moet zijn wordt heb hebben wat dat dit er',
  pl: 'jest są się nie jak gdzie kiedy dlaczego który mój moja z w na lub czy mogę co po od ile',
  tr: 've bir bu nasıl ne nerede neden için ile mı mu mü değil yok kaç hangi benim ben',
  sv: 'och är att det som ett hur när varför vilken jag du min mitt med av på inte ska har vad',
  da: 'og er det som et hvordan hvor hvornår hvorfor jeg min mit med af på ikke skal har hvad kan',
  id: 'yang dan di ke dari untuk dengan bagaimana apa apakah mana kapan mengapa saya anda tidak bisa adalah ini itu cara',
  hi: 'kya hai hain kaise mein ka ki ke ko aur nahi nahin kab kahan kyun mera meri aap hum tum',
  ro: 'este sunt și cum unde când de ce care meu mea cu pentru din la nu un',
  fi: 'ja ei miten missä milloin miksi minun voinko kuinka se että',
  cs: 'je jsou a jak kde kdy proč který můj moje s na nebo ne mohu co',
  vi: 'là của và có không được cho trong như thế nào tôi bạn làm gì ở đâu',
  hu: 'a az és hogy nem van hogyan hol mikor miért egy én',
};

/** Languages other than English by the function words that are theirs and no English word. */
export const LANGUAGES_BY_FUNCTION_WORD: ReadonlyMap<string, readonly string[]> = byWord();

function byWord(): ReadonlyMap<string, readonly string[]> {
  const shared = new Set(SHARED.split(' '));
  const found = new Map<string, string[]>();
  for (const [language, list] of Object.entries(FUNCTION_WORDS)) {
    for (const word of new Set(list.split(' '))) {
      if (shared.has(word) || ENGLISH_FUNCTION_WORDS.has(word)) continue;
      found.set(word, [...(found.get(word) ?? []), language]);
    }
  }
  return found;
}
