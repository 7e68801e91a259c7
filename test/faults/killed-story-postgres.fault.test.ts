import { killedStorySuite, killSeeds } from '../support/killed-story-suite.js';

killedStorySuite('postgres', killSeeds(1, 2));
