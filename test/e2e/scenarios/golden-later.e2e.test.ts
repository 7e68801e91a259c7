import { goldenSuite } from '../../support/scenario-suite.js';
import { tellable } from '../../support/tellable.js';
import { elsewhereScenarios } from './receiving-elsewhere.scenarios.js';
import { laterScenarios } from './receiving-later.scenarios.js';

goldenSuite('of goods in excess, elsewhere and late', tellable([...laterScenarios, ...elsewhereScenarios]), {});
