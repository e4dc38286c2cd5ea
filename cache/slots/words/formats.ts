/** Programming languages and tools of which one may be asked for, by every usual spelling. */
export const PROGRAMMING_LANGUAGES: ReadonlyMap<string, string> = new Map([
  ...'python java ruby golang rust php kotlin perl scala haskell matlab bash powershell lua elixir erlang fortran cobol julia dart sql mysql postgresql sqlite mongodb django flask rails laravel numpy pandas pytorch tensorflow keras numpy'
    .split(' ')
    .map((name): [string, string] => [name, name]),
  ['javascript', 'javascript'],
  ['js', 'javascript'],
  ['typescript', 'typescript'],
  ['ts', 'typescript'],
  ['postgres', 'postgresql'],
  ['py', 'python'],
  ['python3', 'python'],
  ['c++', 'c++'],
  ['cpp', 'c++'],
  ['c#', 'c#'],
  ['f#', 'f#'],
  ['csharp', 'c#'],
  ['objective-c', 'objective-c'],
  ['node.js', 'node'],
  ['swift', 'swift'],
  ['nodejs', 'node'],
]);

/** Output formats that are named without doubt, wherever they stand after "in", "as" or "into". */
export const FORMATS: ReadonlyMap<string, string> = new Map([
  ...'json yaml xml csv html markdown latex pdf xlsx ascii toml table essay poem haiku story tweet email letter script flowchart diagram bullets outline sentence paragraph word checklist numbered bullet bulleted'
    .split(' ')
    .map((name): [string, string] => [name, name]),
  ['tabular', 'table'],
  ['yml', 'yaml'],
  ['md', 'markdown'],
  ['bullet', 'bullets'],
  ['bulleted', 'bullets'],
  ['points', 'bullets'],
  ['sentences', 'sentence'],
  ['paragraphs', 'paragraph'],
  ['words', 'word'],
]);
