/** Rejects when the promise takes longer; what it then still does or throws is nobody's business any more. */
export async function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** True when it ended (well or not) in time. */
export const endedWithin = (timeoutMs: number, promise: Promise<unknown>): Promise<boolean> =>
  within(
    timeoutMs,
    promise.then(
      () => true,
      () => true,
    ),
  ).catch(() => false);
