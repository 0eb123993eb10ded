// Answers each frame with what it was: its bytes and its text.
import { onFrame, send } from './frames.mjs';

onFrame((body) => send(JSON.stringify({ bytes: body.length, text: body.toString() })));
