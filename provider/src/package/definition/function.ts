import type { CallContext } from "../context.ts";
import { read, type Shape, type Values } from "./shape.ts";
import type { Properties } from "./value.ts";

/** A function of the package: what it takes, what it gives, and what it does, in one place. */
export interface FunctionDefinition<I extends Shape, O extends Shape> {
  readonly name: string;
  readonly description: string;
  readonly inputs: I;
  readonly outputs: O;
  run(args: Values<I>, context: CallContext): Promise<Values<O>>;
}

/** A function as the fronts use it: with the definition's types, or with what came over the wire. */
export interface PackageFunction<I extends Shape = Shape, O extends Shape = Shape> {
  readonly name: string;
  readonly description: string;
  readonly inputs: I;
  readonly outputs: O;
  /** @throws InvalidPropertiesError if an argument is missing or malformed */
  invoke(args: Properties, context: CallContext): Promise<Values<O>>;
}

/** Makes a function of its definition: arguments are read into types before it runs. */
export function defineFunction<I extends Shape, O extends Shape>(
  definition: FunctionDefinition<I, O>,
): PackageFunction<I, O> {
  const { name, description, inputs, outputs } = definition;
  return {
    name,
    description,
    inputs,
    outputs,
    invoke: async (args, context) => definition.run(read(inputs, args), context),
  };
}
