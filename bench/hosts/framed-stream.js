import { Duplex } from 'node:stream';
import FramedStream from 'framed-stream';

const reply = process.argv[2] === 'length' ? (message) => message.data.length : (message) => message;

// It takes one stream for both directions.
const stream = new FramedStream(Duplex.from({ readable: process.stdin, writable: process.stdout }));
stream.on('data', (body) => stream.write(Buffer.from(JSON.stringify(reply(JSON.parse(body.toString()))))));
