import { userInfo } from 'node:os';

/** Options every command has. */
export interface GlobalOptions {
  json: boolean;
  connection?: string;
}

/** Who did it, in the audit trail. */
export const actor = (): string => `cli:${userInfo().username}`;
