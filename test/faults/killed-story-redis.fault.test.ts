import { storySuite } from '../support/story-suite.js';

storySuite({ backend: 'redis', killsEach: 4, salt: 0 });
