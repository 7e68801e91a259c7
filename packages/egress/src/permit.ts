import { AsyncLocalStorage } from 'node:async_hooks';

const permits = new AsyncLocalStorage<string>();

/**
 * Runs `write` with the right to change something at a remote through a door whose fence is `permitted`. `by` says who
 * writes: an effect's flow, or a person's command. Nothing else can get through that fence, whatever the code asks for.
 */
export const withWritePermit = <T>(by: string, write: () => Promise<T>): Promise<T> => permits.run(by, write);

export const hasWritePermit = (): boolean => permits.getStore() !== undefined;
