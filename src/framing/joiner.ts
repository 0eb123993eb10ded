import { messageTooLarge } from './errors.js';
import { encodeFrameInto, HEADER_BYTES, maxFrameBytes, writeHeader } from './frame.js';
import { checkLimit } from './limits.js';
import { utf8Bytes, writeUtf8Piece } from './utf8.js';

/** Up to here a text is counted by writing it; above, its bytes are counted first. */
const SMALL_FRAME_BYTES = 16 * 1024;

interface LongText {
  readonly text: string;
  readonly bytes: number;
}

/**
 * Turns texts into the bytes of a stream, as many at a time as the writer's buffer takes: the counterpart of the splitter.
 *
 * The writer can use one buffer again and again: many small frames fill it together, a large one passes through it in
 * pieces. So a message of 60 MB never exists as 60 MB of bytes.
 */
export class FrameJoiner {
  readonly #limitBytes: number;
  #waiting: (string | LongText)[] = [];
  #next = 0; // index in `#waiting`: a queue without shifting
  #unitsWritten: number | undefined; // of the text at `#next`; undefined until its header is written

  /**
   * `limitBytes` is the largest body allowed.
   * @throws {FrameError} `LIMIT_INVALID`
   */
  constructor(limitBytes: number) {
    this.#limitBytes = checkLimit(limitBytes);
  }

  /** Whether `fill` has bytes to give. */
  get hasBytes(): boolean {
    return this.#next < this.#waiting.length;
  }

  /**
   * Queues one frame around `jsonText`.
   * @throws {FrameError} `FRAME_TOO_LARGE`, with the size and the limit; nothing is queued.
   */
  add(jsonText: string): void {
    const atMost = maxFrameBytes(jsonText);
    if (atMost <= SMALL_FRAME_BYTES && atMost - HEADER_BYTES <= this.#limitBytes) {
      this.#waiting.push(jsonText);
      return;
    }
    const bytes = utf8Bytes(jsonText);
    if (bytes > this.#limitBytes) throw messageTooLarge(bytes, this.#limitBytes);
    this.#waiting.push(atMost <= SMALL_FRAME_BYTES ? jsonText : { text: jsonText, bytes });
  }

  /**
   * Writes what fits into `target`, from its start, and returns how many bytes that is; 0 when nothing is queued.
   * `target` must have at least `MIN_TARGET_BYTES`.
   */
  fill(target: Uint8Array): number {
    let end = 0;
    for (let entry = this.#waiting[this.#next]; entry !== undefined; entry = this.#waiting[this.#next]) {
      if (typeof entry === 'string') {
        if (end + maxFrameBytes(entry) > target.byteLength) return end;
        end = encodeFrameInto(entry, target, end, this.#limitBytes);
      } else {
        if (this.#unitsWritten === undefined) {
          if (end + HEADER_BYTES > target.byteLength) return end;
          writeHeader(entry.bytes, target, end);
          end += HEADER_BYTES;
          this.#unitsWritten = 0;
        }
        const piece = writeUtf8Piece(entry.text, this.#unitsWritten, target.subarray(end));
        end += piece.written;
        this.#unitsWritten += piece.read;
        if (this.#unitsWritten < entry.text.length) return end;
        this.#unitsWritten = undefined;
      }
      this.#next += 1;
    }
    this.#waiting.length = 0;
    this.#next = 0;
    return end;
  }
}

/** The smallest buffer `FrameJoiner.fill` can work with. */
export const MIN_TARGET_BYTES: number = SMALL_FRAME_BYTES;
