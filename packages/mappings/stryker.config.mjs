// Mutation testing of the mappings: the code is changed in small ways, and for each change a test has to fail. By
// `npm run mutation [flow...]`, see scripts/mutation.mjs; scores and survivors: docs/mutation.md.
export default {
  testRunner: 'in-process',
  plugins: ['./mutation/runner.mjs', './mutation/texts.mjs'],
  coverageAnalysis: 'perTest',
  // What is made once, when a file is loaded: tables and the settings' descriptions.
  ignoreStatic: true,
  ignorers: ['texts'],
  concurrency: 1,
  tempDirName: '.stryker-tmp',
  // For a loop that a mutant made endless, not for a slow machine.
  timeoutMS: 5_000,
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: process.env.MUTATION_REPORT ?? '../../reports/mutation/some.json' },
  allowConsoleColors: false,
  disableTypeChecks: false,
};
