/**
 * `text` with everything that could steer a terminal or hide other text written as `\u{…}`: control characters
 * (line feed and tab stay), bidirectional overrides, zero-width and line separators. Names in manifests are not trusted.
 */
export function printable(text: string): string {
  return text.replaceAll(STEERING, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}

const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
