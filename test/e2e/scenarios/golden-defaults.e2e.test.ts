import { goldenSuite } from '../../support/scenario-suite.js';
import { tellable } from '../../support/tellable.js';
import { amendmentScenarios } from './amendment.scenarios.js';
import { productScenarios } from './products.scenarios.js';
import { receivingScenarios } from './receiving.scenarios.js';

goldenSuite(
  'with the settings as they come',
  tellable([...productScenarios, ...amendmentScenarios, ...receivingScenarios]),
  {},
);
