// What every context does with `onMessage`; imported by the scripts of the contexts.
export function answerWith({ onMessage, onOpenStreamChannel }, name) {
  const streamed = [];
  onMessage('double', ({ data, sender }) => ({
    doubled: data.n * 2,
    by: name,
    asked: sender.context,
    tab: sender.tabId,
  }));
  onMessage('fail', ({ data }) => {
    throw new RangeError(data.message);
  });
  onMessage('never', () => new Promise(() => {}));
  onOpenStreamChannel('counter', (stream) => {
    stream.onMessage((n) => {
      streamed.push(n);
      stream.send({ seen: n });
    });
    stream.onClose(() => streamed.push('closed'));
  });
  return streamed;
}

/** Sends `items` over a stream, and resolves with what came back. */
export async function streamTo({ openStream }, destination, items) {
  const stream = await openStream('counter', destination);
  const back = [];
  await new Promise((resolve) => {
    stream.onMessage((answer) => {
      back.push(answer);
      if (back.length === items.length) resolve();
    });
    for (const item of items) stream.send(item);
  });
  stream.close();
  return back;
}
