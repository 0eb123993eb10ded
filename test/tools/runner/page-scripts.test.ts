import { describe, expect, it } from 'vitest';
import { scriptsOf } from '../../../src/tools/runner/worker/page-scripts.js';

describe('the scripts of a page', () => {
  it.each([
    { html: '<script src="a.js"></script>', scripts: [{ source: 'a.js', isModule: false, line: 1 }] },
    { html: "<script src='a b.js' defer></script>", scripts: [{ source: 'a b.js', isModule: false, line: 1 }] },
    { html: '<script src=a.js async>', scripts: [{ source: 'a.js', isModule: false, line: 1 }] },
    { html: '<SCRIPT\n TYPE="module"\n SRC="m.js"></SCRIPT >', scripts: [{ source: 'm.js', isModule: true, line: 1 }] },
    {
      html: '<script data-src="no.js" src="a.js?x=1&amp;y=2"></script>',
      scripts: [{ source: 'a.js?x=1&y=2', isModule: false, line: 1 }],
    },
    {
      html: '<!-- <script src="no.js"></script> --><p>\n<script src="a.js"></script>',
      scripts: [{ source: 'a.js', isModule: false, line: 2 }],
    },
    { html: '<script type="application/json">{"a":"<script src=no.js>"}</script>', scripts: [] },
    { html: '<script> \n </script>', scripts: [] },
    {
      html: '\n\n<script>inline("<!--")</script><script src="b.js"></script>',
      scripts: [
        { isModule: false, line: 3 },
        { source: 'b.js', isModule: false, line: 3 },
      ],
    },
    { html: '<scripts src="no.js"></scripts><noscript>x</noscript>', scripts: [] },
    { html: '<script title="a > b" src="a.js"></script>', scripts: [{ source: 'a.js', isModule: false, line: 1 }] },
    { html: '<!-- never ends <script src="no.js"></script>', scripts: [] },
  ])('$html', ({ html, scripts }) => {
    expect(scriptsOf(html)).toEqual(scripts);
  });
});
