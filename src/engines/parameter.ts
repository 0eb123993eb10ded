/** One parameter of an API function. */
export interface Parameter {
  readonly name: string;
  /** What the engine calls its type in the signature. */
  readonly label: string;
  /** Whether a value is of the type at all; `undefined` and `null` never reach it when the parameter is optional. */
  readonly takes: (value: unknown) => boolean;
  /** What is wrong inside a value of the right type, in the engine's words; undefined: nothing. */
  readonly faultIn?: (value: unknown) => string | undefined;
  readonly optional?: true;
  /** A last argument that fits is this parameter's, whatever else it could be, unless it is the only one. */
  readonly takesLast?: true;
  /** Its own members are read once, before they are checked; what a getter or a prototype says later counts for nothing. */
  readonly isReadOnce?: true;
}

/** A function of the API as error texts show it. */
export interface ApiFunction {
  /** `tabs.query` */
  readonly name: string;
  readonly parameters: readonly Parameter[];
}
