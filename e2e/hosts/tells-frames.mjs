// Answers each frame with what it was: its bytes and its text.
import { frame, onFrame } from './frames.mjs';

onFrame((body) => process.stdout.write(frame(JSON.stringify({ bytes: body.length, text: body.toString() }))));
