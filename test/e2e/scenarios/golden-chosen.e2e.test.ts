import { goldenSuite } from '../../support/scenario-suite.js';
import { CHOSEN_SETTINGS, chosenScenarios } from './chosen-settings.scenarios.js';

goldenSuite('with settings that take the other road', chosenScenarios, CHOSEN_SETTINGS);
