'second.js';
