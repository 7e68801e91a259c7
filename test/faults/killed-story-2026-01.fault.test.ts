import { storySuite } from '../support/story-suite.js';

// Held against ShipBob's own OpenAPI document of this version, where it is at hand; so is 2025-07.
storySuite({ backend: 'redis', shipbobVersion: '2026-01', killsEach: 4, salt: 1 });
