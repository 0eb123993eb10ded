// Sends every frame back as it came. Ends with its stdin.
import { onFrame, send } from './frames.mjs';

onFrame(send);
