/** A `<script>` of a page. */
export interface PageScript {
  /** Absent: the script is written into the page. */
  readonly source?: string;
  readonly isModule: boolean;
  /** Counted from 1. */
  readonly line: number;
}

// A page's scripts can be found without a DOM: comments go first, and what stands inside a script is text to its end tag.
const COMMENT_OR_SCRIPT =
  /<!--[\s\S]*?(?:-->|$)|<script\b((?:"[^"]*"|'[^']*'|[^"'>])*)>([\s\S]*?)(?:<\/script\s*>|$)/gi;
const CLASSIC_TYPES = new Set(['', 'text/javascript', 'application/javascript', 'application/x-javascript']);

/** The scripts of a page that would run, in the order of the page. */
export function scriptsOf(html: string): PageScript[] {
  const scripts: PageScript[] = [];
  for (const match of html.matchAll(COMMENT_OR_SCRIPT)) {
    const [, attributes, text = ''] = match;
    if (attributes === undefined) continue; // a comment
    const source = attributeOf(attributes, 'src');
    const type = (attributeOf(attributes, 'type') ?? '').trim().toLowerCase();
    const isModule = type === 'module';
    if (!isModule && !CLASSIC_TYPES.has(type)) continue; // data
    if (source === undefined && text.trim() === '') continue;
    const line = html.slice(0, match.index).split('\n').length;
    scripts.push({ ...(source !== undefined && { source }), isModule, line });
  }
  return scripts;
}

function attributeOf(attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(attributes);
  const value = match?.[1] ?? match?.[2] ?? match?.[3];
  return value?.replaceAll('&amp;', '&');
}
