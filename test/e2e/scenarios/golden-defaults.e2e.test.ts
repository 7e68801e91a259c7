import { goldenSuite } from '../../support/scenario-suite.js';
import { amendmentScenarios } from './amendment.scenarios.js';
import { productScenarios } from './products.scenarios.js';
import { receivingScenarios } from './receiving.scenarios.js';

goldenSuite('with the settings as they come', [...productScenarios, ...amendmentScenarios, ...receivingScenarios], {});
