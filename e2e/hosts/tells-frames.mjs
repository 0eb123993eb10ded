// Answers each frame with what it was: its bytes, and its text when it is short.
import { onFrame, send } from './frames.mjs';

onFrame((body) => {
  const text = body.length < 1000 ? body.toString() : undefined;
  send(JSON.stringify({ bytes: body.length, text }));
});
