/** Options every command has. */
export interface GlobalOptions {
  json: boolean;
  connection?: string;
}
