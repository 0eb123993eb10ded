import { Input, Output } from 'web-ext-native-msg';

const reply = process.argv[2] === 'length' ? (message) => message.data.length : (message) => message;

const [input, output] = [new Input(), new Output()];
process.stdin.on('data', (chunk) => {
  for (const message of input.decode(chunk) ?? []) process.stdout.write(output.encode(reply(message)));
});
