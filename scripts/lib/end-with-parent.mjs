// Loaded before a program that knows nothing of its launcher (`node --import`): it ends when the launcher is gone.
if (process.channel) {
  process.once('disconnect', () => process.exit(1));
  process.channel.unref();
}
