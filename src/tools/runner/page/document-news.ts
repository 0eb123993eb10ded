import type { DocumentEvents } from '../../../browser/index.js';
import { PageError, type PageErrorCode } from './errors.js';
import type { DocumentNews } from './protocol.js';

/** Tells the browser what a document has told. `frameIs`: learns which frame of the browser a frame element has become. */
export function tellNews(
  events: DocumentEvents,
  news: DocumentNews,
  frameIs: (frame: number, frameId: number) => void,
): void {
  switch (news.news) {
    case 'navigate': {
      const { url, frameId, replaces } = news;
      events.navigate(url, {
        ...(frameId !== undefined && { frameId }),
        ...(replaces !== undefined && { replaces }),
      });
      break;
    }
    case 'moved':
      events.moved(news.url);
      break;
    case 'opened':
      events.opened(news.url);
      break;
    case 'go':
      events.go(news.delta);
      break;
    case 'reload':
      events.reload();
      break;
    case 'close':
      events.close();
      break;
    case 'titled':
      events.titled(news.title);
      break;
    case 'became':
      events.became(news.readyState);
      break;
    case 'failed':
      events.failed(errorOf(news.error));
      break;
    case 'frameAdded': {
      const { url, html, frame, isSandboxed } = news;
      frameIs(frame, events.frameAdded({ url, isSandboxed, ...(html !== undefined && { html }) }).frameId);
      break;
    }
    case 'frameRemoved':
      events.frameRemoved(news.frameId);
      break;
  }
}

/** The thread's error again, on this side. */
export const errorOf = ({ code, message, hint }: { code: string; message: string; hint: string }): PageError =>
  new PageError(code as PageErrorCode, message, hint);
