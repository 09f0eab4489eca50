export { MAX_TOKEN_CHARACTERS, readBearerToken } from './bearer-header';
export { createTokenVerifier, type TokenVerdict, type VerifyToken } from './token-verifier';
export { VerifiedTokenCache } from './verified-token-cache';
