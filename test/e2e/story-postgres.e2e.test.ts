import { storySuite } from '../support/story-suite.js';

storySuite('postgres');
