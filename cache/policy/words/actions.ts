/** Verbs that do something to a record, a device or the world; what they are done to decides (`action.ts`). */
export const DOING: readonly string[] =
  'accept activate add adjust alter amend apply approve archive arm assign authorise authorize back ban bid block book bring bump buy call cancel cash change charge claim clean clear clone close collect commit confirm connect cool create credit deactivate decline decrease delay delete deliver deploy deposit deregister dim disable disarm discharge disconnect discontinue dispatch dispute donate downgrade download drain drop duplicate email enable end enrol enroll erase escalate evict exchange export extend failover feed fetch file follow forward freeze grant hang heat hold import increase install invite invoice issue join kick kill launch leave link lock log lower mail make mark merge message migrate modify move mute navigate note notify open order page park patch pause pay phone pin ping postpone place play post print process provision publish purchase purge push put quarantine quit raise reactivate reboot rebook record redeem redeploy redirect reduce refill refund register reject release remind remove renew reopen reorder reply report request rerun reschedule resend reserve reset restart restore resume return revoke ring roll rotate run save scale schedule sell send set share ship shift shut sign silence skip snooze start stop store submit subscribe suspend swap switch sync take terminate text tip top track transfer trigger turn unassign unblock unfollow unfreeze uninstall unlink unlock unmute unpair unpause unpublish unsubscribe update upgrade upload vote wake warm water wipe withdraw'.split(
    ' ',
  );

/** Verbs that change texts as often as records: done to a part of a text they mean the last answer. */
export const CHANGING: readonly string[] =
  'add change cut drop delete extend include increase insert keep make modify move put reduce remove replace shorten swap take turn update use expand'.split(
    ' ',
  );

/**
 * Verbs of imperatives that ask for an answer. Any other word that stands first with "the" or "my" after it is read as a
 * deed: nobody can list all of those.
 */
export const ANSWERING: readonly string[] =
  'act advise analyse analyze annotate answer argue arrange ask assess balance boil brainstorm calculate capitalize categorize check choose cite clarify classify compare complete compose compute conclude consider construct contextualise contextualize contrast convert convince correct count critique debate debug decide decipher decode deduce define demonstrate derive describe design determine develop diagnose differentiate discuss distinguish divide draft draw elaborate enumerate entertain estimate evaluate examine expand explain explore express extract factor figure fill find finish fix format formulate give generate grade group guess help highlight identify illustrate imagine imitate indicate inform implement improve include infer inspire integrate interpret introduce invent judge justify label let list look mention multiply name optimise optimize outline paraphrase parse pick plan plot polish predict prepare pretend prioritise prioritize proofread propose prove provide quiz quote rank rate read rearrange recall recite recommend reconstruct refactor reflect reformulate relate rephrase review revise rewrite roast say select shorten show simplify simulate sketch solve sort specify spell split state structure study subtract suggest summarise summarize suppose surprise teach tell test think trace translate transcribe transform understand unscramble use verify visualise visualize walk work write challenge guide'.split(
    ' ',
  );

/** Words that stand first before "the" or "my" and are no imperatives. */
export const NO_IMPERATIVES: readonly string[] =
  'a about above according across after again against all along also although always am among and another any anyone are around as at be because been before behind being below beneath beside besides between beyond both but by can concerning considering could despite did do does down during each either else every except few for from had half has have having he hence here him his how however i if in inside instead into is it its just least less like many maybe may me might mine more most much must my near need neither never no none nor not now of off often on once one only onto or other our out outside over own past per perhaps please quite rather regarding same shall she should since so some something soon still such than thank thanks that the their them then there these they this those though through throughout thus till to together too toward towards under unless unlike until up upon us versus via vs was we were what whatever when whenever where whereas wherever whether which while who whole whom whose why will with within without worth would yes yet you your believe came feel felt forgot found gave get got guess hate hear heard hope kept knew know left loose lose lost love made mean means meant paid said saw see seem seems sent sound sounds stole took told thought want went wish wrote became began bought broke brought look looks hi hello hey dear ok okay'.split(
    ' ',
  );

/** Verbs that, done to a part of a text or of a program, ask for an answer; others do something to it. */
export const TEXTUAL: readonly string[] = [
  ...CHANGING,
  ...'adjust alter amend call copy create open order mark modify note print record rename reset return run set split start stop switch text name clear merge place clone link join import feed'.split(
    ' ',
  ),
];

/** What is asked for by name, whoever has it: "book a table", "I need a refund". */
export const ORDERED_THINGS: readonly string[] =
  'table room flight seat ticket tickets appointment meeting reservation booking timer alarm reminder taxi cab ride case claim event pizza refund replacement technician callback invoice visit slot order account user'.split(
    ' ',
  );

/** Verbs whose indefinite object is made by doing it: "book a hotel", "order a pizza", "report a lost card". */
export const MAKING: readonly string[] =
  'book reserve order place report request call raise file lodge'.split(' ');

/** Verbs that send a text away: what the text is made of does not matter. */
export const SENDING: readonly string[] =
  'send mail email text message forward post invite buy sell assign publish submit upload share sign archive print'.split(
    ' ',
  );

/** Wishes that name only what is wanted. */
export const WANTED: readonly string[] = [
  'refund',
  'my (?:[^ ]+ ){1,2}(?:deleted|cancelled|canceled|closed|removed|changed|updated|refunded|replaced|returned|blocked|unblocked|unlocked)',
  'someone to',
  'somebody to',
  'an engineer',
  'a technician',
  'replacement',
  'my money back',
  'appointment',
  'taxi',
  'ambulance',
  'plumber',
  'locksmith',
  'tow truck',
  'callback',
  'reservation',
];

/** Whom a caller asks to be put through to. */
export const PEOPLE: readonly string[] =
  'sales billing support accounting reception human person agent representative rep manager supervisor someone somebody advisor adviser operator staff colleague boss team department nurse doctor expert lawyer'.split(
    ' ',
  );

/** Things that are named by a number. */
export const NUMBERED_THINGS: readonly string[] = [
  'issue',
  'task',
  'ticket',
  'pr',
  'order',
  'invoice',
  'case',
  'version',
  'pod',
  'job',
  'node',
  'server',
  'account',
  'room',
  'track',
  'channel',
  'door',
  'camera',
  'process',
  'pid',
  'card',
  'user',
];
