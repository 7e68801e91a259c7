// Second half of an app's build, in the app's folder: `dist/main.js` and all it imports become one file, which loads in half
// the time of the thousand it is made of. It takes the place of the compiler's `dist/main.js`; either of the two can be run.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const dist = join(process.cwd(), 'dist');

const bundle = await rolldown({
  input: join(dist, 'main.js'),
  platform: 'node',
  // What knows where it lies on the disk, or asks for its parts in ways that nobody can follow.
  external: [/^@prisma\/client/, /^@bull-board\//, '@mlc/sandbox'],
  onLog(level, log, show) {
    // Frameworks ask for packages that may be there; those that are not are asked for when the app runs, as before.
    if (log.code !== 'UNRESOLVED_IMPORT') show(level, log);
  },
});
await bundle.write({ dir: dist, format: 'esm', chunkFileNames: 'chunks/[name].js' });
rmSync(join(dist, 'main.js.map'), { force: true });
