/** A property is defined once: its schema, its parser and its TypeScript type all come from that definition. */
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
  text,
} from "./kind.ts";
export { InvalidPropertiesError, type Problem, withNestedPlacesInWords, withoutSecretPlaces } from "./problem.ts";
export { type ObjectSpec, type PropertySpec, TypeCollector } from "./schemaSpec.ts";
export {
  check,
  defaultsOf,
  type ObjectType,
  object,
  objectSpec,
  optional,
  propertySpecs,
  type Reading,
  read,
  readKnown,
  required,
  type Shape,
  type Values,
  withDefaults,
} from "./shape.ts";
export {
  Asset,
  hasUnknown,
  type MarkedProperties,
  type Properties,
  sameValue,
  unknown,
  type Value,
} from "./value.ts";
export { fromWire, toWire, type WireValue } from "./wireValue.ts";
