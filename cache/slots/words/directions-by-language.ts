/** Words of one language that negate, and pairs of poles as in `AXES`. An ending "…" stands for any ending. */
export interface ForeignWords {
  readonly negations: string;
  readonly axes: readonly (readonly [string, string])[];
}

/**
 * The ten largest languages besides English by native speakers (Ethnologue 2024, order unverified), and German. No
 * grammar is read, only the words that turn a question round; a language that is missing here keeps its other vetoes.
 */
export const FOREIGN_WORDS: readonly ForeignWords[] = [
  {
    // Spanish
    negations: 'no sin nunca jamás jamas ningún ninguno ninguna tampoco',
    axes: [
      ['antes', 'después despues'],
      ['más mas', 'menos'],
      ['activ…', 'desactiv…'],
      ['encend… prend…', 'apag…'],
      ['abr…', 'cerr… cierr…'],
      ['compr…', 'vend…'],
      ['sub… aument…', 'baj… reduc… disminu…'],
      ['entr…', 'sal…'],
      ['máxim… maxim…', 'mínim… minim…'],
      ['legal legales', 'ilegal ilegales'],
      ['envi… mand…', 'recib…'],
      ['deposit… ingres…', 'retir… sac…'],
      ['mejor', 'peor'],
      ['barat…', 'caro cara caros caras'],
      ['mayor', 'menor'],
      ['permit…', 'prohib…'],
      ['conect…', 'desconect…'],
      ['instal…', 'desinstal…'],
      ['bloque…', 'desbloque…'],
      ['hacia hasta', 'desde'],
    ],
  },
  {
    // French
    negations: 'pas sans jamais aucun aucune rien non',
    axes: [
      ['avant', 'après apres'],
      ['plus', 'moins'],
      ['activ…', 'désactiv… desactiv…'],
      ['allum…', 'étein… etein…'],
      ['ouvr… ouvert…', 'ferm…'],
      ['achet… achat', 'vend… vente'],
      ['augment…', 'baiss… rédui… redui… diminu…'],
      ['entr…', 'sort…'],
      ['maxim…', 'minim…'],
      ['légal… legal…', 'illégal… illegal…'],
      ['envoy… envoi…', 'recev… reçoi…'],
      ['dépos… depos…', 'retir…'],
      ['meilleur…', 'pire…'],
      ['autoris… permis…', 'interdi…'],
      ['connect…', 'déconnect… deconnect…'],
      ['install…', 'désinstall… desinstall…'],
      ['bloqu…', 'débloqu… debloqu…'],
      ['vers', 'depuis'],
    ],
  },
  {
    // Portuguese
    negations: 'não nao sem nunca jamais nenhum nenhuma nem',
    axes: [
      ['antes', 'depois após apos'],
      ['mais', 'menos'],
      ['ativ… habilit…', 'desativ… desabilit…'],
      ['lig…', 'deslig…'],
      ['abr…', 'fech…'],
      ['compr…', 'vend…'],
      ['aument…', 'reduz… diminu…'],
      ['entr…', 'sair sai saio'],
      ['máxim… maxim…', 'mínim… minim…'],
      ['legal legais', 'ilegal ilegais'],
      ['envi… mand…', 'receb…'],
      ['deposit…', 'sac… retir…'],
      ['melhor', 'pior'],
      ['barat…', 'caro cara caros caras'],
      ['permit…', 'proib…'],
      ['instal…', 'desinstal…'],
      ['bloque…', 'desbloque…'],
    ],
  },
  {
    // German
    negations: 'nicht kein keine keinen keinem keiner ohne nie niemals nichts',
    axes: [
      ['vor vorher bevor', 'nach nachher nachdem'],
      ['mehr', 'weniger'],
      ['aktivier…', 'deaktivier…'],
      ['ein einschalten anschalten einzuschalten', 'aus ausschalten abschalten auszuschalten'],
      ['öffn… offen', 'schließ… schliess… geschlossen'],
      ['kauf…', 'verkauf…'],
      ['erhöh…', 'senk… verringer… reduzier…'],
      ['maxim… höchst…', 'minim… mindest…'],
      ['legal', 'illegal'],
      ['send… schick…', 'empfang…'],
      ['einzahl…', 'abheb… auszahl…'],
      ['besser beste besten', 'schlechter schlechteste schlechtesten'],
      ['billig… günstig…', 'teuer… teure…'],
      ['erlaub…', 'verbot… verbiet…'],
      ['installier…', 'deinstallier…'],
      ['sperr…', 'entsperr…'],
      ['für', 'gegen'],
      ['mit', 'ohne'],
    ],
  },
  {
    // Russian
    negations: 'не нет без никогда нельзя ни',
    axes: [
      ['до перед', 'после'],
      ['больше более', 'меньше менее'],
      ['включ…', 'выключ… отключ…'],
      ['откр…', 'закр…'],
      ['куп… покуп…', 'прода…'],
      ['увелич… повыс…', 'уменьш… сниз… пониз…'],
      ['войти вход…', 'выйти выход…'],
      ['максим…', 'миним…'],
      ['легальн… законн…', 'нелегальн… незаконн…'],
      ['отправ…', 'получ…'],
      ['внес… полож…', 'снять снима…'],
      ['лучш…', 'худш…'],
      ['дешев… дешёв…', 'дорог…'],
      ['разреш… можно', 'запре…'],
      ['установ…', 'удал…'],
      ['заблокир…', 'разблокир…'],
      ['за', 'против'],
      ['в', 'из'],
    ],
  },
  {
    // Hindi, in its script and as typed in Latin letters
    negations: 'नहीं नही न मत बिना nahi nahin mat bina',
    axes: [
      ['पहले pehle pahle', 'बाद baad'],
      ['ज्यादा ज़्यादा अधिक zyada jyada', 'कम kam'],
      ['चालू chalu', 'बंद band'],
      ['खोल… khol…', 'बंद band'],
      ['खरीद… kharid…', 'बेच… bech…'],
      ['बढ़… badha…', 'घटा… ghata…'],
      ['अधिकतम', 'न्यूनतम'],
      ['कानूनी', 'गैरकानूनी अवैध'],
      ['भेज… bhej…', 'प्राप्त'],
      ['जमा jama', 'निकाल… nikal…'],
      ['सस्त… sasta', 'महंग… mehnga'],
    ],
  },
  {
    // Arabic
    negations: 'لا ليس ليست لم لن بدون غير دون',
    axes: [
      ['قبل', 'بعد'],
      ['أكثر اكثر', 'أقل اقل'],
      ['تفعيل', 'تعطيل'],
      ['تشغيل', 'إيقاف ايقاف'],
      ['فتح', 'إغلاق اغلاق'],
      ['شراء', 'بيع'],
      ['زيادة', 'تقليل تخفيض'],
      ['دخول الدخول', 'خروج الخروج'],
      ['أقصى الأقصى', 'أدنى الأدنى'],
      ['إرسال ارسال', 'استلام'],
      ['إيداع ايداع', 'سحب'],
      ['أفضل افضل', 'أسوأ اسوأ'],
      ['من', 'إلى الى'],
    ],
  },
  {
    // Bengali
    negations: 'না নেই নয় ছাড়া',
    axes: [
      ['আগে', 'পরে'],
      ['বেশি', 'কম'],
      ['চালু', 'বন্ধ'],
      ['খোল…', 'বন্ধ'],
      ['কেনা কিনতে কিনব', 'বেচা বিক্রি'],
      ['বাড়…', 'কম…'],
      ['সর্বোচ্চ', 'সর্বনিম্ন'],
      ['জমা', 'উত্তোলন তোলা'],
    ],
  },
  {
    // Urdu
    negations: 'نہیں نہ مت بغیر',
    axes: [
      ['پہلے', 'بعد'],
      ['زیادہ', 'کم'],
      ['چالو', 'بند'],
      ['کھول…', 'بند'],
      ['خرید…', 'بیچ… فروخت'],
    ],
  },
];

/** Languages without spaces between words: their words are looked for anywhere in the text. */
export const UNSPACED_WORDS: readonly ForeignWords[] = [
  {
    // Chinese
    negations: '不 没 沒 无 無 未 别 別',
    axes: [
      ['之前 以前', '之后 之後 以后 以後'],
      ['开启 開啟 打开 打開 启用 啟用', '关闭 關閉 停用 禁用 关掉 關掉'],
      ['买 買 购买 購買', '卖 賣 出售'],
      ['增加 提高', '减少 減少 降低'],
      ['登录 登入', '登出 退出'],
      ['最大 最高', '最小 最低'],
      ['最好', '最差'],
      ['便宜', '贵 貴'],
      ['存款 存入', '取款 提款'],
      ['允许 允許', '禁止'],
      ['安装 安裝', '卸载 卸載'],
      ['发送 發送', '接收 收到'],
      ['合法', '非法 违法 違法'],
    ],
  },
  {
    // Japanese
    negations: 'ない ません なかった ずに 無',
    axes: [
      ['前に', '後に あとに'],
      ['オンに 有効', 'オフに 無効'],
      ['開く 開け', '閉じ 閉め'],
      ['買う 買い 購入', '売る 売り 販売'],
      ['増や 上げ', '減ら 下げ'],
      ['ログイン', 'ログアウト'],
      ['最大 最高', '最小 最低'],
      ['安い', '高い'],
      ['入金', '出金 引き出'],
      ['合法', '違法'],
    ],
  },
];
