export { installSecret, sharedSecret } from './install-secret.ts';
export { createKeyring, type Identified, type Keyring, type StaticKey } from './keyring.ts';
export { costOf, PRICES, priceOf } from './prices/index.ts';
