import { goldenSuite } from '../../support/scenario-suite.js';
import { olderVersionScenarios } from './older-version.scenarios.js';

goldenSuite('at ShipBob’s version 2026-01', olderVersionScenarios, {}, '2026-01');
