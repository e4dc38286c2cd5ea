import { describe, expect, test } from 'vitest';
import { readLanguage } from '../../../cache/slots/index.ts';

describe('[C4] an English embedder reads English', () => {
  test.each([
    'How do I reset my password?',
    'whats the biggest ammount the hole in the wall wil giv me',
    'ACME 3000 price?',
    'max ATM cash/day debit',
    'hv bucket create nord-2 --versioning on syntax',
    'Rio de Janeiro weather',
    'What does 你好 mean in English?',
    'Who wrote Les Misérables?',
    'naïve Bayes',
    'best café in São Paulo',
    'how 2 undo git commit pls',
    'Is "c\'est la vie" French?',
    '',
    '42',
    'git reset --soft HEAD~1',
  ])('%s', (text) => {
    expect(readLanguage(text)).toEqual({ script: 'Latin', english: true });
  });
});

describe('[C4] an English embedder does not read another language', () => {
  test.each([
    ['¿Cómo puedo cambiar mi contraseña?', 'Latin'],
    ['Comment puis-je réinitialiser mon mot de passe ?', 'Latin'],
    ['Wie kann ich mein Passwort zurücksetzen?', 'Latin'],
    ['Wie ist das Wetter?', 'Latin'],
    ['Qual é a capital do Brasil e como posso chegar?', 'Latin'],
    ['Come posso cambiare la mia password?', 'Latin'],
    ['Hoe kan ik mijn wachtwoord wijzigen?', 'Latin'],
    ['Jak mogę zmienić hasło?', 'Latin'],
    ['mujhe apna password kaise badalna hai', 'Latin'],
    ['Как мне сбросить пароль?', 'Cyrillic'],
    ['如何重置密码？', 'Han'],
    ['パスワードをリセットするには？', 'Kana'],
    ['كيف أعيد تعيين كلمة المرور؟', 'Arabic'],
    ['मैं अपना पासवर्ड कैसे बदलूं?', 'Devanagari'],
    ['비밀번호를 어떻게 바꾸나요?', 'Hangul'],
    ['Πώς αλλάζω τον κωδικό;', 'Greek'],
  ])('%s', (text, script) => {
    expect(readLanguage(text)).toEqual({ script, english: false });
  });
});
