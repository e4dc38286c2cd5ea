/**
 * Common English words in bands of falling frequency in questions (bands by judgement, not counted: only their order
 * matters). What is in no band is rare, and rarer the longer it is.
 */
export const COMMON_WORDS: readonly string[] = [
  'make do get go use want need find know take give work help good best great thing way people time day year new ' +
    'first last long much many see look say tell think come put keep start try call ask show let happen mean like ' +
    'really actually just exactly please able possible right now today someone somebody anyone',
  'buy pay cost price money free change add remove set open close send receive read write learn study teach play ' +
    'live move leave run stop turn bring hold stand feel become seem believe understand follow provide include ' +
    'allow create build grow lose win meet spend save check choose pick order sign join share talk speak hear ' +
    'big small large little high low old young early late easy hard different same better worse bad real true ' +
    'important main common normal usual current certain sure full whole own other another next part place side ' +
    'person man woman child kid friend family life world country city state home house school student job company ' +
    'business name number word question answer problem reason example kind type sort list point fact idea case ' +
    'water food book page week month hour minute phone computer internet website online app account email',
  'password login user service customer product store shop delivery return refund bill invoice card bank credit debit ' +
    'loan tax rate fee fees plan plans offer support contact message mail letter document file form application apply ' +
    'register registration request submit cancel update upgrade install download upload delete reset enable disable ' +
    'connect access enter exit report record note test exam course class degree college university teacher lesson ' +
    'salary income interest experience skill career interview boss manager team office meeting project government law ' +
    'police court power control system program software code language english math science history art music movie ' +
    'film song game video picture photo image car bus train road travel trip flight hotel visa ticket passport ' +
    'doctor health body weight eat drink sleep walk exercise hair skin face eye hand heart blood disease pain ' +
    'treatment medicine love relationship girl boy wife husband girlfriend boyfriend marriage sex baby mother father ' +
    'parent brother sister son daughter dog cat animal air light color size age half process result effect cause ' +
    'difference advantage benefit limit rule policy data network server device machine engine energy market value',
];
