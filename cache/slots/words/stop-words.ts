/** Words without a subject matter: neither what one text says and the other does not, nor what both share. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a an the this that these those some any each every all both most more less least very too so such much many few ' +
    'lot lots just only even still also ever already yet again always often usually is are am was were be been being ' +
    'do does did done doing has have had having can could will would shall should may might must ought get gets got ' +
    'getting let lets what which who whom whose when where why how whether if because since while although though ' +
    'unless until and or but nor as it its itself there here one ones not no never none to of in on at by for from ' +
    'with about into onto over between through during within among per up down off out than then before after against under above below behind i me my mine myself ' +
    'you your yours yourself u ur we us our ours he him his himself she her hers herself they them their theirs ' +
    'please pls plz thanks thank hi hello hey s t d ll re ve m going go want need know tell someone somebody anyone ' +
    'anybody something anything thing things way ways able used'
  ).split(' '),
);

/** Adjectives and adverbs that narrow nothing: "the best way", "a good book", "I really need". */
export const EMPTY_MODIFIERS: ReadonlySet<string> = new Set(
  (
    'actually really exactly indeed somehow fact basically currently simply just quickly easily properly correctly successfully possibly ' +
    'effectively efficiently truly literally seriously definitely generally usually typically normally commonly ' +
    'probably actual real good best great better nice proper right correct easy easiest simple simplest quick ' +
    'quickest fast fastest effective efficient possible main major important certain specific particular various ' +
    'different several certain own whole entire exact current ideal perfect suitable appropriate useful helpful ' +
    'common popular top favorite favourite well known famous some simple general overall personal typical usual ' +
    'normal briefly regarding concerning according considered detail details detailed explain explanation suggestion ' +
    'suggestions opinion view matter considering kind type sort number amount bit way ways step steps tip tips thing things people person someone'
  ).split(' '),
);
