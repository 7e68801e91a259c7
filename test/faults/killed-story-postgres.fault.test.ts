import { storySuite } from '../support/story-suite.js';

storySuite({ backend: 'postgres', killsEach: 3, salt: 3 });
