import init from 'node-native-messaging-host';

const reply = process.argv[2] === 'length' ? (message) => message.data.length : (message) => message;

const host = init();
host.addOnMessageListener((_error, message) => host.send(JSON.stringify(reply(message))));
