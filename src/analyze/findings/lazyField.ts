/** The object with a field that is made when somebody looks at it, and then kept. Spreading it looks. */
export function withLazyField<Value, Key extends string, Made>(
  value: Value,
  key: Key,
  make: () => Made,
): Value & { readonly [K in Key]: Made } {
  let made: { readonly value: Made } | undefined;
  return Object.defineProperty(value, key, {
    enumerable: true,
    get: () => (made ??= { value: make() }).value,
  }) as Value & { readonly [K in Key]: Made };
}
