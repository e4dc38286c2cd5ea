import { expectVetoes } from './expect-vetoes.ts';

expectVetoes('a changed number', 'number', {
  apart: [
    ['How do I grow after 21?', 'How do I grow after 25?'],
    ['Top 5 phones', 'Top 10 phones'],
    ['How far is 5 km?', 'How far is 5 mi?'],
    ['How much is $100 in yen?', 'How much is €100 in yen?'],
    ['How do I merge 2 branches?', 'How do I merge three branches?'],
    ['What happened in 1956?', 'What happened in 1965?'],
    ['Is Python 3.1 supported?', 'Is Python 3.10 supported?'],
    ['Why did World War I start?', 'Why did World War II start?'],
    ['How do I undo my last commit?', 'How do I undo my last three commits?'],
    ['phones under 20k', 'phones under 25k'],
    ['Is -5 degrees cold?', 'Is 5 degrees cold?'],
    ['What is the interest on a 10% loan?', 'What is the interest on a 12% loan?'],
    ['visa for 30 days', 'visa for 30 months'],
    ['a timeout of 300s', 'a timeout of 300ms'],
    ['paint for 40 m2', 'paint for 40 square feet'],
  ],
  together: [
    ['Can I earn 1,000 euros?', 'Can I earn 1000 euros?'],
    ['Can I earn one thousand euros?', 'Can I earn €1000?'],
    ['phones under 10,00,000 rupees', 'phones under 10 lakh rupees'],
    ['phones under Rs. 15000', 'phones under ₹15,000'],
    ['phones under 15k', 'phones under 15000'],
    ['a budget of $2.5 million', 'a budget of $2,500,000'],
    ['Is 5 percent a lot?', 'Is 5% a lot?'],
    ['Is twenty-five too old?', 'Is 25 too old?'],
    ['I am 25 years old, is it late?', 'I am 25, is it late?'],
    ['How do I walk 5km?', 'How do I walk 5 kilometres?'],
    ['World War II causes', 'World War 2 causes'],
    ['causes of the second world war', 'causes of world war 2'],
    ['the 500 and 1000 rupee notes', 'the Rs 1000 and Rs 500 notes'],
    ['How do I first log in?', 'How do I log in?'],
    ['Which one is better for a child?', 'Which is better for a child?'],
    ['costs 1.50 euros', 'costs €1.5'],
    ['books for class 11', 'books for the 11th class'],
    ['salary of 10-12k', 'salary of 10k-12k'],
    ['one hundred and five days', '105 days'],
    ['paint for 40 m2', 'paint for 40 square metres'],
    ['Is it 100% pure?', 'Is it pure?'],
    ['Is it -1 to 1/2?', 'Is it -1 to 0.5?'],
    ['a cup of milk', '1 cup of milk'],
    ['regrets from your 20s', "regrets from your 20's"],
  ],
});

expectVetoes('another id, address, version or path', 'id', {
  apart: [
    ['What is ticket ABC-1234 about?', 'What is ticket ABC-1243 about?'],
    ['Is https://a.example/x down?', 'Is https://a.example/y down?'],
    ['mail ann@example.com', 'mail bob@example.com'],
    ['changes in 1.2.3', 'changes in 1.3.2'],
    ['read /etc/hosts', 'read /etc/passwd'],
    ['what is in src/main.ts', 'what is in src/data.ts'],
    ['Is 10.0.0.1 mine?', 'Is 10.0.0.2 mine?'],
    ['Is https://a.example/Path there?', 'Is https://a.example/path there?'],
    ['Do I qualify for H1B?', 'Do I qualify for L1B?'],
    ['key AB-1-23', 'key AB-12-3'],
    ['Is 杨雅静 a good name?', 'Is 玲莉 a good name?'],
  ],
  together: [
    ['What is ticket ABC-1234 about?', 'what is ticket abc-1234 about'],
    ['Is https://A.example/x down?', 'Is http://www.a.example/x/ down?'],
    ['mail Ann@Example.com', 'mail ann@example.com.'],
    ['changes in v1.2.3', 'changes in 1.2.3'],
    ['H-1B visa rules', 'H1B visa rules'],
    ['my iPhone7 is slow', 'my iPhone 7 is slow'],
  ],
});

expectVetoes('another quotation', 'quoted', {
  apart: [
    ['What does "ghosting" mean?', 'What does "breadcrumbing" mean?'],
    ['Translate “good day”', 'Translate “good night”'],
    ["Who said 'know thyself'?", "Who said 'be yourself'?"],
    ['Is "Their" right?', 'Is "There" right?'],
  ],
  together: [
    ['What does "ghosting" mean?', 'What does “ghosting” mean?'],
    ['What does "ghosting" mean?', 'What does ghosting mean?'],
    ["What's my wife's share?", 'What is my wife’s share?'],
    ["Is it the students' or the teachers' fault?", 'Is it the students or the teachers fault?'],
  ],
});

expectVetoes('another flag or identifier, case included', 'code', {
  apart: [
    ['What does git -c do?', 'What does git -C do?'],
    ['curl --insecure meaning', 'curl --include meaning'],
    ['When is useEffect called?', 'When is useMemo called?'],
    ['What is MAX_SIZE?', 'What is MIN_SIZE?'],
    ['explain `a == b`', 'explain `a === b`'],
    ['difference of == here', 'difference of === here'],
    ['print $HOME', 'print $PATH'],
    ['bucket create --versioning on', 'bucket create --versioning off'],
    ['wait --timeout 10m', 'wait --timeout 10s'],
  ],
  together: [
    ['What does `git -C` do?', 'What does git -C do?'],
    ['Is YouTube free?', 'Is youtube free?'],
    ['Is my iPhone old?', 'is my iphone old'],
    ['what does --force do', 'meaning of --force explained'],
    ['Can I earn $US 100?', 'Can I earn US$ 100?'],
  ],
});

expectVetoes('another date or time', 'date', {
  apart: [
    ['Is the bank open on Monday?', 'Is the bank open on Sunday?'],
    ['weather in March', 'weather in May'],
    ['Who won last year?', 'Who won next year?'],
    ['What opens at 3pm?', 'What opens at 3am?'],
    ['the match on 2024-05-03', 'the match on 2024-03-05'],
    ['What happened yesterday?', 'What happens tomorrow?'],
    ['Is she an artist?', 'Did she use to be an artist?'],
    ['What is the weekly limit?', 'What is the daily limit?'],
    ['fees per month', 'fees per year'],
    ['How often a month may I call?', 'How often a year may I call?'],
    ['cron for 2:30 at night', 'cron for 2:30 in the afternoon'],
  ],
  together: [
    ['What opens at 3pm?', 'What opens at 15:00?'],
    ['What opens at 3 PM?', 'What opens at 3pm?'],
    ['What opens at 15h?', 'What opens at 3 pm?'],
    ['the match on May 3, 2024', 'the match on 2024-05-03'],
    ['the match on 3rd of May 2024', 'the match on May 3rd, 2024'],
    ['the 3 Jan deadline', 'the deadline of January 3'],
    ['May I cancel?', 'Can I cancel?'],
    ['What is the monthly fee?', 'What is the fee per month?'],
    ['What is the monthly fee?', 'What is the fee?'],
    ['Where did people march?', 'Where do people march?'],
    ['How do I get used to work?', 'How can I get accustomed to work?'],
  ],
});

expectVetoes('another language asked for', 'language', {
  apart: [
    ['How do I say hello in French?', 'How do I say hello in Spanish?'],
    ['Summarise it in German', 'Summarise it'],
    ['Translate this to Hindi', 'Translate this to Tamil'],
  ],
  together: [
    ['best poems in Hindi', 'best Hindi poems'],
    ['How do I say it in English?', 'How do I say it?'],
    ['How do I learn French?', 'How can I learn French?'],
  ],
});

expectVetoes('another format or programming language asked for', 'format', {
  apart: [
    ['List the planets as JSON', 'List the planets as a table'],
    ['Explain TCP in one sentence', 'Explain TCP'],
    ['How do I sort a list in Python?', 'How do I sort a list in Java?'],
    ['How do I sort a list in Python?', 'How do I sort a list?'],
    ['best books for C++', 'best books for C#'],
    ['Is C fast?', 'Is C++ fast?'],
  ],
  together: [
    ['How do I sort a list in python?', 'Python: how do I sort a list?'],
    ['array methods in JS', 'array methods in JavaScript'],
    ['How do I book a table?', 'How can I book a table?'],
    ['best c++ books', 'best books for C++'],
  ],
});
