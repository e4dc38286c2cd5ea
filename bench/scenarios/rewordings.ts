// Written for this benchmark. A topic is a question that is cached, in parts that have other words of the same
// meaning, so that thousands of new wordings come out of a page of text.

// One topic a line: verbs ; objects ; rests, each with its alternatives between bars, the cached one first.
const TOPICS = `
delete|remove ; an old photo|an old picture|an old photograph ; from a phone|on a phone
buy|purchase ; a used car|a second-hand car|a pre-owned car ; from a private seller|from a private owner
fix|repair ; a leaking tap|a dripping tap|a leaking faucet ; in the kitchen|in my kitchen
begin|start ; a vegetable garden|a vegetable plot|a kitchen garden ; behind a small house|at the back of a small house
clean|wash ; a woollen sweater|a wool sweater|a woollen pullover ; without making it shrink|without shrinking it
bake|make ; sourdough bread|a sourdough loaf|bread with sourdough ; in an ordinary oven|in a normal oven
repair|mend ; a flat bicycle tyre|a flat bike tyre|a punctured bicycle tyre ; on the road|out on the road
train|teach ; a young dog|a puppy|a young puppy ; to walk on a loose lead|to walk on a loose leash
learn|study ; the Spanish language|Spanish|Spanish as a language ; in the evening after work|in the evenings after work
cook|prepare ; brown rice|wholegrain rice|whole brown rice ; so that it is soft but not sticky|so that it becomes soft but not sticky
grow|raise ; tomato plants|tomatoes|tomato seedlings ; on a balcony that faces north|on a north-facing balcony
write|compose ; a cover letter|an application letter|a letter of application ; for a job as a nurse|for a position as a nurse
connect|link ; a wireless printer|a Wi-Fi printer|a wireless network printer ; to a laptop|with a laptop
store|keep ; fresh basil|fresh basil leaves|basil leaves ; for more than a week|for longer than a week
remove|get rid of ; red wine stains|stains of red wine|a red wine stain ; from a white tablecloth|on a white tablecloth
paint|repaint ; a wooden fence|a timber fence|a fence made of wood ; that stands in full sun all summer long|that is in full sun all summer long
sharpen|hone ; a kitchen knife|a chef knife|a cooking knife ; with a simple stone and a little water|using a simple stone and a little water
choose|select ; a running shoe|running shoes|a jogging shoe ; for long distances on hard ground|for long distances on a hard surface
build|construct ; a simple bookshelf|a plain bookshelf|a simple bookcase ; out of boards from a hardware store|from boards that a hardware store sells
freeze|deep-freeze ; cooked soup|leftover soup|home-made soup ; in glass jars that do not break in the cold|in glass jars that will not break in the cold
plan|organise ; a birthday party|a birthday celebration|a party for a birthday ; for ten children|with ten children
improve|better ; the sound quality|the audio quality|the quality of the sound ; of a recording made in a large empty room|of a recording that was made in a large empty room
reduce|lower ; the heating costs|the cost of heating|the heating bill ; of a house that was built before the war|in a house that was built before the war
transplant|repot ; an indoor palm|a house palm|an indoor palm tree ; that has outgrown its container|that has outgrown its pot
record|film ; a short video|a short clip|a brief video ; of a concert with a phone in very dim light|of a concert with a phone when the light is very dim
tune|adjust ; an acoustic guitar|a steel-string guitar|an acoustic six-string guitar ; by ear|just by ear
hang|mount ; a heavy mirror|a large heavy mirror|a heavy wall mirror ; on a wall made of thin plasterboard|on a thin plasterboard wall
pack|load ; a travel backpack|a backpack for travelling|a travel rucksack ; for a trip of three weeks in a country with cold nights and hot days, when every litre of water has to be carried|for a trip of three weeks in a country with cold nights and hot days, when every litre of water must be carried
replace|change ; the battery|the old battery|the empty battery ; of a smoke detector that beeps every minute during the night|in a smoke detector that beeps every minute during the night
descale|remove limescale from ; a coffee machine|a coffee maker|an espresso machine ; without buying a special product|without buying any special product
fold|arrange ; a fitted sheet|a fitted bed sheet|an elastic bed sheet ; so that it lies flat in a drawer|so that it lies flat in the drawer
prune|trim ; an apple tree|an old apple tree|a tall apple tree ; at the end of the winter|at the end of winter
calculate|compute ; the monthly payment|the monthly instalment|the payment per month ; of a loan with a fixed rate over twenty years|for a loan with a fixed rate over twenty years
install|set up ; a ceiling lamp|a ceiling light|a lamp on the ceiling ; when there are only two wires and no colour code|if there are only two wires and no colour code
iron|press ; a linen shirt|a shirt of linen|a linen dress shirt ; that has dried completely in the sun|that has become completely dry in the sun
protect|shield ; young plants|small plants|seedlings ; from slugs after several days of heavy rain|against slugs after several days of heavy rain
compare|contrast ; two rental contracts|two rental agreements|two leases ; that have different notice periods and different deposits|with different notice periods and different deposits
sell|resell ; a used sofa|a second-hand sofa|a used couch ; to somebody in the same town who has a van|to someone in the same town who has a van
brew|make ; green tea|a cup of green tea|Japanese green tea ; without making it bitter|so that it is not bitter
remove|take off ; old wallpaper|wallpaper|old paper wallcovering ; from a plaster wall in a damp bathroom|off a plaster wall in a damp bathroom
soothe|calm ; a crying baby|a baby that cries|a crying infant ; on a long flight|during a long flight
polish|shine ; leather shoes|shoes made of leather|a pair of leather shoes ; that have become grey from salt on winter roads|that have turned grey from salt on winter roads
measure|determine ; the blood pressure|blood pressure|arterial blood pressure ; of an elderly person at home with an automatic cuff|of an elderly person at home using an automatic cuff
assemble|put together ; a wooden bed frame|a bed frame made of wood|a wooden bedstead ; when the instructions are lost and only the screws are left|if the instructions are lost and only the screws are left
ferment|pickle ; white cabbage|cabbage|shredded white cabbage ; in a ceramic pot|in a ceramic crock
insulate|draught-proof ; an old window|an old wooden window|a draughty old window ; before the first frost comes in late autumn|before the first frost arrives in late autumn
catalogue|index ; a private library|a home library|a personal library ; of about two thousand books in five languages|with about two thousand books in five languages
caulk|seal ; the edge of a shower|the edges of a shower|the rim of a shower ; where the old silicone has turned black|where the old silicone has become black
photograph|take pictures of ; the night sky|the sky at night|the starry sky ; with a small camera on a tripod far away from any city|using a small camera on a tripod far away from any city
rehearse|practise ; a short speech|a brief speech|a short talk ; in front of a mirror|before a mirror
dry|air-dry ; fresh herbs|herbs|garden herbs ; in a warm attic|in a warm loft
translate|render ; a birth certificate|a certificate of birth|an official birth certificate ; for an authority in another country|for an authority in a different country
lubricate|oil ; a bicycle chain|a bike chain|the chain of a bicycle ; after cycling through sand and sea water for several days in a row, with nothing more than a rag and a toothbrush|after cycling through sand and sea water for several days in a row, with no more than a rag and a toothbrush
descend|come down ; a steep trail|a steep path|a steep hiking trail ; with a heavy backpack and weak knees|with weak knees and a heavy backpack
cut|trim ; a dog claw|the claws of a dog|dog nails ; when the animal is afraid of the clippers|if the animal is afraid of the clippers
share|split ; the rent|the monthly rent|the rental costs ; fairly among three people whose rooms differ in size and light|fairly between three people whose rooms differ in size and light
join|enter ; a rowing club|a club for rowing|a local rowing club ; as an adult beginner|as a beginner and an adult
digitise|scan ; old family slides|family slides|old photographic slides ; that have been in a cellar for more than forty years|that were in a cellar for more than forty years
darn|mend ; a hole in a sock|a holey sock|a sock with a hole ; with wool of the same colour|using wool of the same colour
ventilate|air ; a basement room|a cellar room|a room in the basement ; in the summer when the air outside is warm and humid|in summer when the air outside is warm and humid
`;

const HEADS = [
  'How can I',
  'How do you',
  'How can you',
  'How would I',
  'How could I',
  'How can one',
  'How does one',
  'How might I',
  'How could you',
  'How would you',
  'How could one',
  'How might one',
  'How may I',
  'What is the way to',
  'What is a good way to',
  'What do I do to',
  'In what way can I',
  'In which way can I',
] as const;

/** A question to cache, and wordings of it that differ from each other in their heads only. */
export type Reworded = { readonly cached: string; readonly wordings: readonly string[] };

/**
 * Every combination of a topic's words with the question that is cached for the topic. Whether one is near
 * enough to hit is the gateway's to say: a benchmark asks it with two wordings and then sends the others.
 */
export function rewordings(): readonly Reworded[] {
  return TOPICS.trim()
    .split('\n')
    .flatMap((line) => {
      const [verbs = [], objects = [], rests = []] = line.split(' ; ').map((part) => part.split('|'));
      const cached = `How do I ${verbs[0]} ${objects[0]} ${rests[0]}?`;
      return verbs.flatMap((verb) =>
        objects.flatMap((object) =>
          rests.map((rest) => ({
            cached,
            wordings: HEADS.map((head) => `${head} ${verb} ${object} ${rest}?`),
          })),
        ),
      );
    });
}
