import { expectVetoes } from './expect-vetoes.ts';

expectVetoes('a negated question', 'negation', {
  apart: [
    ['Why is it legal to smoke?', 'Why is it not legal to smoke in summer? Why not wait?'],
    ['Is it important to vote?', 'Is it important not to vote?'],
    ['How do I lose weight with exercise?', 'How do I lose weight without exercise?'],
    ["Why doesn't Spotify work?", 'Why does Spotify work?'],
    ['Who has used it?', 'Who has never used it?'],
    ['why can I do it', 'why cant I do it'],
    ['Which plans have a contract?', 'Which plans have no contract?'],
    ['How do I stop lying?', "Why can't I stop lying?"],
    ['Do not restart it', 'restart it'],
  ],
  together: [
    ["Isn't it illegal to smoke?", 'Is it illegal to smoke?'],
    ['Should it be legal or not?', 'Should it be legal?'],
    ['Should it be legal? Why or why not?', 'Should it be legal?'],
    ["Why can't I log in?", 'Why can I not log in?'],
    ['why cant I log in', "why can't I log in"],
    ["What's the Wi-Fi password?", 'What is the Wi-Fi password?'],
    ['What is it called, if not a bug?', 'What is it called if not a bug?'],
    ['flights with no stop', 'flights without stop'],
  ],
});

expectVetoes('a turned direction', 'direction', {
  apart: [
    ['How do I turn dark mode on?', 'How do I turn dark mode off?'],
    ['How do I enable 2FA?', 'How do I disable 2FA?'],
    ['life before becoming an architect', 'life after becoming an architect'],
    ['Where can I buy domains?', 'Where can I sell domains?'],
    ['cash deposit limit', 'cash withdrawal limit'],
    ['Which is the cheapest plan?', 'Which is the most expensive plan?'],
    ['What is the maximum age?', 'What is the minimum age?'],
    ['Block incoming mail', 'Block outgoing mail'],
    ['How do I log in?', 'How do I log out?'],
    ['How can I become happy?', 'How can I become unhappy?'],
    ['Is it legal?', 'Is it illegal?'],
    ['arguments for the ban', 'arguments against the ban'],
    ['Is camping allowed here?', 'Is camping not allowed here?'],
    ['How do I increase my limit?', 'How do I lower my limit?'],
  ],
  together: [
    ['How do I turn on 2FA?', 'How do I enable 2FA?'],
    ['How do I switch dark mode off?', 'How do I disable dark mode?'],
    ['Is camping not allowed here?', 'Is camping forbidden here?'],
    ["Why isn't it available?", 'Why is it unavailable?'],
    ['How can I be more optimistic?', 'How can I be less pessimistic?'],
    ['How do I log in?', 'How do I log on?'],
    ['What is in the box on the shelf?', 'What is in the box?'],
    ['Where do I sign up?', 'Where can I sign up?'],
  ],
});

expectVetoes('another person', 'person', {
  apart: [
    ['How do I know if he likes me?', 'How do I know if she likes me?'],
    ['How do I reset my password?', 'How do I reset his password?'],
    ['Why do men lie?', 'Why do women lie?'],
    ['What should I get my boyfriend?', 'What should I get my girlfriend?'],
  ],
  together: [
    ['How do I reset my password?', 'How do you reset your password?'],
    ['How can I improve my writing?', 'How can one improve his or her writing?'],
    ['How can I improve my memory?', 'How does one improve their memory?'],
    ['How do I clean my desk?', 'How do I clean a desk?'],
  ],
});

expectVetoes('swapped roles', 'word-order', {
  apart: [
    ['Is Christopher protecting Lisa?', 'Is Lisa protecting Christopher?'],
    ['Did Timothy seize the gun?', 'Was Timothy seized by the gun?'],
    ['Why is tea better than coffee?', 'Why is coffee better than tea?'],
    ['How do I convert PDF to Word?', 'How do I convert Word to PDF?'],
    ['trains from Paris to Rome', 'trains from Rome to Paris'],
    ['Does stress cause acne?', 'Does acne cause stress?'],
    ['Do dogs chase cats?', 'Do cats chase dogs?'],
    ['effect of sleep on memory', 'effect of memory on sleep'],
    ['Why choose rail over road?', 'Why choose road over rail?'],
    ['Did Rome conquer Greece?', 'Was Rome conquered by Greece?'],
    ['Does he love her?', 'Does she love him?'],
  ],
  together: [
    ['Which singing voice is this?', 'Which voice for singing is this?'],
    ['Did Lauren sell the land?', 'Was the land sold by Lauren?'],
    ['Is stress a cause of acne?', 'Is acne caused by stress?'],
    ['Is Ann a nurse or a cook?', 'Is Ann a cook or a nurse?'],
    ['Is Shannon related to Isabella?', 'Is Isabella related to Shannon?'],
    ['How far is Paris from Rome?', 'How far is Rome from Paris?'],
    ['What is the difference between tea and coffee?', 'What is the difference between coffee and tea?'],
    ['salary of an engineer at Acme in India', 'Acme engineer salary India'],
    ['If it rains, what do I wear?', 'What do I wear if it rains?'],
    ['seasons: summer, winter, spring for farming', 'seasons: spring, winter, summer for farming'],
    ['How can I learn Python using Anki?', 'How can I use Anki to learn Python?'],
  ],
});
