import { killedStorySuite, killSeeds } from '../support/killed-story-suite.js';

killedStorySuite('redis', killSeeds(2, 1));
