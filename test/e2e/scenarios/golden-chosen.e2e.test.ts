import { goldenSuite } from '../../support/scenario-suite.js';
import { tellable } from '../../support/tellable.js';
import { CHOSEN_SETTINGS, chosenScenarios } from './chosen-settings.scenarios.js';

goldenSuite('with settings that take the other road', tellable(chosenScenarios), CHOSEN_SETTINGS);
