// Sends every frame back as it came. Ends with its stdin.
import { frame, onFrame } from './frames.mjs';

onFrame((body) => process.stdout.write(frame(body)));
