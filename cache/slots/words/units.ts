/** Canonical unit or currency, then every spelling of it. */
const UNITS: readonly string[] = [
  'usd $ us$ usd dollar dollars buck bucks',
  'eur € eur euro euros',
  'gbp £ gbp pound-sterling quid',
  'inr ₹ inr rs rs. rupee rupees re',
  'jpy ¥ jpy yen',
  'cny cny rmb yuan',
  'chf chf franc francs',
  'btc btc bitcoin bitcoins',
  'cent cent cents ¢',
  '% % percent percentage',
  'mm mm millimeter millimeters millimetre millimetres',
  'cm cm cms centimeter centimeters centimetre centimetres',
  'm m meter meters metre metres',
  'km km kms kilometer kilometers kilometre kilometres',
  'in inch inches',
  'ft ft foot feet',
  'yd yd yard yards',
  'mi mi mile miles',
  'mm2 mm2 mm²',
  'cm2 cm2 cm²',
  'm2 m2 m² sqm',
  'km2 km2 km²',
  'ft2 ft2 ft² sqft',
  'in2 in2 in²',
  'm3 m3 m³ cbm',
  'mg mg milligram milligrams',
  'g g gram grams gm gms gr grs',
  'kg kg kgs kilo kilos kilogram kilograms',
  't ton tons tonne tonnes',
  'oz oz ounce ounces',
  'lb lb lbs pound pounds',
  'ml ml milliliter milliliters millilitre millilitres',
  'l l liter liters litre litres',
  'gal gallon gallons',
  'bit bit bits',
  'b byte bytes',
  'kb kb kilobyte kilobytes',
  'mb mb megabyte megabytes',
  'gb gb gigabyte gigabytes gig gigs',
  'tb tb terabyte terabytes',
  'kbps kbps',
  'mbps mbps',
  'gbps gbps',
  'ms ms millisecond milliseconds msec',
  's s sec secs second seconds',
  'min min mins minute minutes',
  'h h hr hrs hour hours',
  'd day days',
  'wk week weeks',
  'mo month months',
  'y y yr yrs year years',
  'hz hz hertz',
  'khz khz',
  'mhz mhz',
  'ghz ghz',
  'w w watt watts',
  'kw kw kilowatt kilowatts',
  'kwh kwh',
  'v volt volts',
  'ma mah milliamp milliamps',
  'c c °c celsius centigrade',
  'f f °f fahrenheit',
  'deg ° degree degrees',
  'kcal calorie calories kcal cal',
  'px px pixel pixels',
  'mph mph',
  'kmh kmh kph km/h kmph',
  'wh wh',
  'x x times',
];

/** Unit by spelling, case folded. */
export const UNIT_BY_WORD: ReadonlyMap<string, string> = new Map(
  UNITS.flatMap((row) => {
    const [unit = '', ...spellings] = row.split(' ');
    return spellings.map((spelling): [string, string] => [spelling, unit]);
  }),
);

/** Currency codes and signs that stand before their number. */
export const CURRENCIES: ReadonlySet<string> = new Set([
  'usd',
  'eur',
  'gbp',
  'inr',
  'jpy',
  'cny',
  'chf',
  'btc',
  'cent',
]);

/** Units that a bare letter may stand for only when it is glued to its number ("5m", never "5 m and"). */
export const GLUED_ONLY: ReadonlySet<string> = new Set(['s', 'h', 'm', 'g', 'l', 'w', 'c', 'f', 'y', 'x']);

/** Units of time: the ones that also name a rhythm ("per day", "weekly"). */
export const PERIODS: ReadonlyMap<string, string> = new Map([
  ['hourly', 'h'],
  ['daily', 'd'],
  ['everyday', 'd'],
  ['weekly', 'wk'],
  ['monthly', 'mo'],
  ['quarterly', 'quarter'],
  ['yearly', 'y'],
  ['annual', 'y'],
  ['annually', 'y'],
  ['anually', 'y'],
]);

/** Units that are a multiple of another: what they are measured in, and how many of it they are. */
export const BASE_UNITS: ReadonlyMap<string, { readonly base: string; readonly factor: number }> = new Map(
  (
    'ms:s:0.001 s:s:1 min:s:60 h:s:3600 d:d:1 wk:d:7 mo:mo:1 y:mo:12 mm:m:0.001 cm:m:0.01 m:m:1 km:m:1000 ' +
    'mg:kg:0.000001 g:kg:0.001 kg:kg:1 t:kg:1000 ml:l:0.001 l:l:1'
  )
    .split(' ')
    .map((row): [string, { readonly base: string; readonly factor: number }] => {
      const [unit = '', base = '', factor = ''] = row.split(':');
      return [unit, { base, factor: Number(factor) }];
    }),
);
