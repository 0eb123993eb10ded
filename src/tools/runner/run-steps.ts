/** What is shown at an address in place of what is there. */
export type ShownPage =
  | {
      readonly html: string;
    }
  | {
      readonly file: string;
    };
/** What a run does by itself, one after another, once the backgrounds have loaded. */
export type RunStep =
  | {
      readonly do: 'open-tab';
      readonly url: string;
      readonly shows?: ShownPage;
    }
  /** A page of the extension, in a tab. */
  | {
      readonly do: 'open-page';
      readonly file: string;
    }
  /** A page of the extension in no tab; without a name, the popup of its button. */
  | {
      readonly do: 'open-popup';
      readonly file?: string;
    }
  /** The extension's page of options, in a tab. */
  | {
      readonly do: 'open-options';
    }
  /** Clicks an element of the tab or page that was opened last, when things have settled. */
  | {
      readonly do: 'click';
      readonly selector: string;
    }
  /** Clicks the extension's button, when things have settled. */
  | {
      readonly do: 'click-action';
    };
