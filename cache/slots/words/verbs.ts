/** Past forms that spelling rules cannot undo, with their base. */
export const IRREGULAR: ReadonlyMap<string, string> = new Map(
  (
    'left:leave sold:sell bought:buy sent:send took:take taken:take gave:give given:give lost:lose won:win began:begin ' +
    'begun:begin ate:eat eaten:eat wrote:write written:write chose:choose chosen:choose drove:drive driven:drive ' +
    'hid:hide hidden:hide knew:know known:know saw:see seen:see stole:steal stolen:steal threw:throw thrown:throw ' +
    'told:tell taught:teach thought:think found:find held:hold kept:keep led:lead paid:pay said:say shot:shoot ' +
    'spent:spend met:meet made:make built:build brought:bring caught:catch fought:fight felt:feel heard:hear ' +
    'broke:break broken:break drew:draw drawn:draw forgot:forget forgotten:forget grew:grow grown:grow rode:ride ' +
    'ridden:ride spoke:speak spoken:speak tore:tear torn:tear wore:wear worn:wear ran:run fed:feed lent:lend ' +
    'bit:bite bitten:bite beaten:beat froze:freeze frozen:freeze rose:rise risen:rise used:use using:use uses:use ' +
    'died:die dying:die dies:die lying:lie rejected:reject shrank:shrink shrunk:shrink understood:understand ' +
    'overcame:overcome withdrew:withdraw withdrawn:withdraw forbidden:forbid forbade:forbid hired:hire fired:fire ' +
    'tied:tie fallen:fall fell:fall struck:strike swallowed:swallow bound:bind dug:dig hung:hang owed:owe ' +
    'sued:sue sues:sue suing:sue owes:owe owing:owe sank:sink sunk:sink sang:sing sung:sing swung:swing'
  )
    .split(' ')
    .map((pair): [string, string] => {
      const [past = '', base = ''] = pair.split(':');
      return [past, base];
    }),
);

/** Transitive verbs in their base form: what may stand between who does it and to whom. */
export const TRANSITIVE: readonly string[] = (
  'abandon absorb accept accuse acquire admire adopt affect annoy answer approach arrest ask assist attack attract ' +
  'avoid beat become bite blame block boost break bring build burn buy call carry catch cause change charge chase ' +
  'cheat choose clean collect complete conquer consume contact contain control convert convince copy cover create ' +
  'criticize cross cure damage date deceive defeat defend defy deny describe design destroy detect discover dislike ' +
  'dominate draw drive eat employ encourage enjoy enter envy escape exceed expect explain expose face fear feed fight ' +
  'find fire fix follow fool force forget forgive frighten fund generate grab greet guide hack harm hate hear help ' +
  'hide hire hit hold host hunt hurt ignore imitate impress improve include increase infect influence inform inherit ' +
  'inspire insult invade invent invest invite join judge keep kick kidnap kill kiss know lead learn leave lend like ' +
  'list lose love lower make manage manipulate measure mention miss mock motivate move murder need nominate notice obey observe offend ' +
  'order outnumber overtake own owe paint pay perceive pick poison power prefer prepare prevent produce promote protect ' +
  'prove provoke publish punch punish push question raise rape reach read receive recognize recommend record reduce ' +
  'refund refuse reject release remember remove rent replace report represent request rescue respect return reveal ridicule rob ' +
  'rule save scare seduce see seize select sell send serve shoot sign spy start steal stop study sue suffer support ' +
  'share give bring put deliver show grant offer surpass surprise surround suspect swallow take talk teach tell thank threaten threat throw touch track train transfer ' +
  'treat trick trust understand use value view visit want warn wash watch wear win wipe worship worry write yell'
).split(' ');

/** Relations that hold both ways, so that a swap changes nothing. */
export const SYMMETRIC: ReadonlySet<string> = new Set(
  (
    'related close similar equal same identical married marry engaged date dating meet met meeting differ different ' +
    'compare compared comparing comparison compatible connected linked next near resemble match equivalent opposite ' +
    'relation relationship difference differentiate distinguish neighbor neighbour friend friends cousin sibling ' +
    'acquaintance colleague classmate roommate partner relative twin ' +
    'relevant attached adjacent parallel mix combine cost'
  ).split(' '),
);
