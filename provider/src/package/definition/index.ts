/** One definition of a property gives its schema, its parser and its TypeScript type. */
export {
  anyText,
  anything,
  choice,
  type Enumeration,
  file,
  flag,
  integer,
  list,
  number,
  openChoice,
  text,
} from "./kind.ts";
export { InvalidPropertiesError, type Problem, withNestedPlacesInWords, withoutSecretPlaces } from "./problem.ts";
export { type ObjectSpec, objectSpec, type PropertySpec, propertySpecs, TypeCollector } from "./schemaSpec.ts";
export {
  check,
  type ObjectType,
  object,
  optional,
  type Reading,
  read,
  readKnown,
  required,
  type Shape,
  type Values,
  withDefaults,
} from "./shape.ts";
export { Asset, hasUnknown, type Properties, sameValue, unknown, type Value } from "./value.ts";
export { fromWire, type Received, toWire, type WireValue } from "./wireValue.ts";
