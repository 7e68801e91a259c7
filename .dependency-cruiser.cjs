// The arrows of ARCHITECTURE.md section 4. Run after a build: packages know each other by name, which leads to `dist`.

/** What each workspace may import of the others. An app not named here may import every package. */
const ARROWS = {
  'packages/kernel': [],
  'packages/mappings': ['kernel'],
  'packages/engine': ['mappings', 'kernel'],
  'packages/vault': ['engine', 'mappings', 'kernel'],
  'packages/egress': ['vault', 'engine', 'mappings', 'kernel'],
  'packages/queues': ['kernel'],
  'packages/store': ['vault', 'engine', 'mappings', 'kernel'],
  'packages/odoo': ['egress', 'vault', 'engine', 'mappings', 'kernel'],
  'packages/shipbob': ['egress', 'vault', 'engine', 'mappings', 'kernel'],
  // The two remotes as others see them: they must not share our understanding of them.
  'apps/sandbox': ['kernel'],
};

const tests = '\\.(test|bench)\\.ts$|/testing(/|\\.ts$)|^packages/mappings/mutation/';
const anyOf = (names) => `(${names.join('|')})`;
/** An npm package by name, wherever npm put it. */
const npm = (...names) => `(^|/)node_modules/${anyOf(names)}(/|$)`;

module.exports = {
  forbidden: [
    ...Object.entries(ARROWS).map(([workspace, allowed]) => ({
      name: `arrows-of-${workspace.replace('/', '-')}`,
      comment: `${workspace} may import ${allowed.length > 0 ? allowed.join(', ') : 'none of the other packages'}.`,
      severity: 'error',
      from: { path: `^${workspace}/`, pathNot: tests },
      to: { path: '^packages/', pathNot: `^packages/${anyOf([...allowed, workspace.replace(/^\w+\//, '')])}/` },
    })),
    {
      name: 'nobody-imports-an-app',
      comment: "Apps are ends, not means. Only the sandbox's index may be used: by the demo, and by tests.",
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$2/|^apps/sandbox/(src|dist)/index\\.' },
    },
    {
      name: 'the-sandbox-is-for-demo-and-tests',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: `^apps/(sandbox|cli)/|${tests}` },
      to: { path: '^apps/sandbox/' },
    },
    {
      name: 'no-inside-of-another-package',
      comment: 'Import @mlc/<package>; what its index does not export is its own.',
      severity: 'error',
      from: { path: '^((?:packages|apps)/[^/]+)/' },
      to: { path: '^(packages|apps)/[^/]+/src/', pathNot: '^$1/' },
    },
    {
      name: 'pure-rooms-do-no-io',
      comment: 'kernel, mappings and engine run in a test without a socket, a file or a framework.',
      severity: 'error',
      from: { path: '^packages/(kernel|mappings|engine)/', pathNot: tests },
      to: {
        path: npm(
          '@nestjs',
          '@prisma',
          'bullmq',
          '@bull-board',
          'axios',
          'axios-retry',
          'ioredis',
          'pg',
          'fastify',
          'undici',
        ),
      },
    },
    {
      name: 'pure-rooms-open-nothing',
      severity: 'error',
      from: { path: '^packages/(kernel|mappings|engine)/', pathNot: tests },
      to: {
        dependencyTypes: ['core'],
        path: '^(node:)?(fs|http|https|http2|net|tls|dgram|dns|child_process|worker_threads)(/|$)',
      },
    },
    {
      name: 'only-the-store-knows-prisma',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: '^packages/store/' },
      to: { path: `${npm('@prisma')}|^packages/store/src/generated/` },
    },
    {
      name: 'egress-is-the-only-door-out',
      comment:
        'Odoo and ShipBob are reached through egress: address policy, write fence, budget and deadline live there.',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: `^packages/egress/|^apps/sandbox/|${tests}` },
      to: { path: npm('axios', 'axios-retry', 'undici', 'got', 'node-fetch') },
    },
    {
      name: 'clients-open-no-sockets',
      severity: 'error',
      from: { path: '^(packages/(odoo|shipbob|vault)|apps/(worker|poller))/', pathNot: tests },
      to: { dependencyTypes: ['core'], path: '^(node:)?(http|https|http2|net|tls|dgram)$' },
    },
    {
      name: 'no-test-code-in-products',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: tests },
      to: { path: '\\.(test|bench)\\.ts$|/dist/testing(/|\\.)' },
    },
    {
      name: 'no-circles',
      comment: 'A circle of types alone vanishes when compiled.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-unresolved',
      comment: 'Build first; or a package is missing in a package.json.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|^(packages|apps)/[^/]+/dist/' },
    exclude: { path: '^apps/console/|\\.map$' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
    moduleSystems: ['es6', 'cjs'],
  },
};
