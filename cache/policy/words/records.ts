/** What a service keeps of a single person: the value is theirs. */
export const RECORDS: readonly string[] =
  'order orders package packages parcel parcels shipment shipments delivery purchase purchases balance balances account accounts subscription subscriptions invoice invoices bill bills statement statements payment payments refund refunds claim claims application applications appointment appointments booking bookings reservation reservations flight flights seat gate ticket tickets contract plan tariff membership points miles rewards grade grades exam exams essay course courses score calendar schedule meeting meetings task tasks deadline deadlines inbox mail mails email emails message messages notifications transaction transactions spending salary payslip payslips payroll bonus paycheck deductible premium coverage prescription prescriptions results result test repair technician transfer transfers deposit loan mortgage credit card cards limit usage data consumption meter reading cart basket wishlist username password pin passport visa licence license permit registration profile address device devices server servers cluster deployment deployments build builds pipeline pull requests repo repos ticket case cases request requests complaint return returns voucher vouchers licence seat stuff money savings portfolio shares dues fine fines tax taxes timesheet tracking number reference leave vacation holidays allowance shift shifts manager doctor gp dentist landlord car mot steps rank playlist instalment installment budget records record history login data team repair payslips quote files documents luggage ride rides trip trips rental photo photos laundry post posts ad ads campaign campaigns bet bets basket rating quota parts homework class site website podcast channel page blog shop'.split(
    ' ',
  );

/** How far a record has got: only its owner can mean that. */
export const STATES: readonly string[] =
  'shipped delivered dispatched sent arrived processed paid approved accepted rejected declined confirmed received refunded ready active inactive still yet already due overdue late delayed lost cancelled canceled expired suspended blocked locked frozen pending complete completed finished assigned scheduled registered verified higher lower stuck up booked renewed transferred credited looked reviewed out coming here there back valid successful expired working'.split(
    ' ',
  );

/** Verbs of which a record knows what somebody did: "how much did I spend". */
export const DO: readonly string[] =
  'owe spend earn save use order buy pay pass fail get receive run walk listen play book score sign apply submit collect send call work win watch sleep burn log'.split(
    ' ',
  );

/** The same, done: "how much I've saved". */
export const DID: readonly string[] =
  'owe owed spent earned saved used ordered bought paid passed failed got received ran run walked listened played booked scored signed applied submitted took taken collected sent called worked won watched slept burned logged'.split(
    ' ',
  );

/** Modals and the like: with them a question is about what the rules are. */
export const PERMISSIONS: readonly string[] = [
  'can',
  'could',
  'should',
  'would',
  'may',
  'might',
  'must',
  'shall',
  'am i allowed',
  'need to',
  'supposed to',
  'possible to',
  'allowed to',
  'do i need',
  'do i use',
  'do i get',
  'do i apply',
];

/** What a record has that its owner asks for. */
export const PROPERTIES: readonly string[] = [
  'status',
  'state',
  'balance',
  'total',
  'amount',
  'value',
  'number',
  'date',
  'due date',
  'address',
  'name',
  'eta',
  'progress',
  'result',
  'outcome',
];

/** After "did I" and "am I" these ask for advice, or for a right that everybody has. */
export const ADVICE_OR_RIGHT: readonly string[] = [
  'to ',
  'got to ',
  'got time ',
  'got until ',
  'do wrong',
  'do something wrong',
  'done wrong',
  'go wrong',
  'gone wrong',
  'wrong ',
  'right ',
  'correct ',
  'doing ',
  'being ',
  'overreacting ',
  'missing ',
  'allowed',
  'required',
  'supposed',
  'able',
  'entitled',
  'liable',
  'obliged',
  'obligated',
  'responsible',
  'legally',
  'too ',
  'a ',
  'an ',
  'the only',
  'crazy',
  'pregnant',
  'depressed',
  'gay',
  'in love',
  'in danger',
  'in the right',
  'not able',
  'getting ',
  'going to ',
  'losing ',
  'ready ',
];

/** What may stand before the name of a record. */
export const AROUND_A_RECORD: readonly string[] = [
  'the',
  'a',
  'an',
  'all',
  'of',
  'on',
  'for',
  'at',
  'about',
  'in',
  'copy',
  'status',
  'state',
  'history',
  'details?',
  'summary',
  'list',
  'overview',
  'code',
  'recent',
  'open',
  'latest',
  'last',
  'current',
  'next',
  'where',
  'number',
  'name',
];

/** Verbs with which one tells of a record. */
export const AFTER_A_RECORD: readonly string[] = [
  'has',
  'have',
  'had',
  'was',
  'were',
  'is',
  'are',
  'did',
  'does',
  'never',
  'shows',
  'says',
  'arrived',
  'came',
  'comes',
  'got',
  'needs',
  'not',
  'only',
  'went',
  'keeps',
];

/** What the other side does with a record. */
export const DONE_BY_STAFF: readonly string[] = [
  'receive',
  'received',
  'get',
  'got',
  'look',
  'looked',
  'check',
  'checked',
  'process',
  'processed',
  'charge',
  'charged',
  'charging',
  'bill',
  'billed',
  'ship',
  'shipped',
  'send',
  'sent',
  'been assigned',
  'assigned',
  'review',
  'reviewed',
  'have',
  'cancel',
  'cancelled',
  'close',
  'closed',
  'approve',
  'approved',
  'reject',
  'rejected',
  'reply',
  'replied',
  'answer',
  'answered',
  'respond',
  'responded',
  'call',
  'called',
  'contact',
  'contacted',
  'follow',
  'message',
  'messaged',
];

/** Records that are named by a number. */
export const NUMBERED_RECORDS: readonly string[] = [
  'order',
  'orders',
  'ticket',
  'shipment',
  'parcel',
  'package',
  'delivery',
  'invoice',
  'case',
  'claim',
  'booking',
  'reservation',
  'incident',
  'transaction',
  'refund',
  'application',
];
