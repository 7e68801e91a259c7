import { sha256Hex } from './json.js';

/** A short, stable fingerprint (16 hex characters) for markers in remote records and log lines. */
export const fingerprint = (...parts: (string | number)[]): string => sha256Hex(parts.join('\u0000')).slice(0, 16);
