/**
 * Time words of large languages beside English: Spanish, French, Portuguese, German, Russian, Indonesian, Hindi, Bengali
 * and Arabic, folded. Words that are English too, or part of a longer common word of that language, are left out.
 */
export const TIME_WORDS: readonly string[] = (
  'hoy ayer mañana ahora anoche pronóstico ' +
  "aujourd'hui demain hier maintenant actuellement météo " +
  'hoje amanhã ontem agora atualmente ' +
  'heute morgen gestern jetzt gerade aktuell aktuelle aktuellen derzeit momentan wetter ' +
  'сегодня завтра вчера сейчас погода ' +
  'hari besok kemarin sekarang cuaca ' +
  'आज कल अभी मौसम আজ আগামীকাল গতকাল এখন আবহাওয়া ' +
  'اليوم غدا غداً أمس الآن الطقس'
).split(' ');

/** The same of Chinese and Japanese, which leave no space between words. */
export const TIME_SIGNS: readonly string[] = [
  '今天',
  '明天',
  '昨天',
  '现在',
  '現在',
  '目前',
  '天气',
  '最新',
  '今日',
  '明日',
  '昨日',
  '天気',
  '今週',
  '今年',
  '本周',
  '何時',
  '几点',
];
