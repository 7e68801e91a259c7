export { authUrlOf, type Consent, type ConsentWish, newConsent } from './authorize-url.js';
export {
  type GrantedAccess,
  type LackingScopes,
  lackingScopes,
  readGrantedAccess,
  scopesToAsk,
} from './granted.js';
export { sealPair } from './sealed-pair.js';
export { idTokenNonce, type TokenAnswer, TokenEndpoint, type TokenPair } from './token-endpoint.js';
export { notAuthorized, TokenSupply } from './token-supply.js';
