export { type Clock, systemClock } from './clock.js';
export { HeldClock } from './held-clock.js';
