import { goldenSuite } from '../../support/scenario-suite.js';
import { laterScenarios } from './receiving-later.scenarios.js';

goldenSuite('of goods in excess and of waiting', laterScenarios, {});
