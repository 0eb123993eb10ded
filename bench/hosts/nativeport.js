import { serve } from '../../dist/host/index.js';

const reply = process.argv[2] === 'length' ? (message) => message.data.length : (message) => message;

// The limit is raised for the row in which 60 MB come back, which no browser would accept.
serve((message, port) => port.postMessage(reply(message)), { replyLimitBytes: 100_000_000 });
