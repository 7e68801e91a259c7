import { storySuite } from '../support/story-suite.js';

storySuite({ backend: 'redis', shipbobVersion: '2025-07', killsEach: 4, salt: 2 });
