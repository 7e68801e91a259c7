import { storySuite } from '../support/story-suite.js';

// Held against ShipBob's own OpenAPI document of this version, where it is at hand.
process.env['MLC_DEMO_SHIPBOB_VERSION'] = '2025-07';
storySuite('postgres');
