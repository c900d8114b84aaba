interface Common {
  /** Offset of what the node begins with: its anchor or tag, if it has one. */
  readonly start: number;
  readonly end: number;
  /** In full (`tag:yaml.org,2002:str`); empty where none was given. */
  readonly tag: string;
}

export interface YamlScalarNode extends Common {
  readonly kind: "scalar";
  readonly text: string;
  /** Its kind is to be found out from the text: neither quoted, nor a block, nor tagged. */
  readonly implicit: boolean;
}

export interface YamlMapping extends Common {
  readonly kind: "mapping";
  readonly entries: readonly (readonly [key: YamlNode, value: YamlNode])[];
}

export interface YamlSequence extends Common {
  readonly kind: "sequence";
  readonly items: readonly YamlNode[];
}

export interface YamlAlias extends Common {
  readonly kind: "alias";
  readonly name: string;
  readonly target: YamlNode;
}

export type YamlNode = YamlScalarNode | YamlMapping | YamlSequence | YamlAlias;
