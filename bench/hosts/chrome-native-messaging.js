import native from 'chrome-native-messaging';

const reply = process.argv[2] === 'length' ? (message) => message.data.length : (message) => message;

process.stdin
  .pipe(new native.Input())
  .pipe(
    new native.Transform((message, push, done) => {
      push(reply(message));
      done();
    }),
  )
  .pipe(new native.Output())
  .pipe(process.stdout);
