import type { CallContext } from "../context.ts";
import { InvalidPropertiesError } from "./problem.ts";
import { check, type Reading, read, type Shape, type Values } from "./shape.ts";
import { hasUnknown, type Properties } from "./value.ts";

/** A function of the package: its arguments, its result and what it does. */
export interface FunctionDefinition<I extends Shape, O extends Shape> {
  readonly name: string;
  readonly description: string;
  readonly inputs: I;
  readonly outputs: O;
  run(args: Values<I>, context: CallContext): Promise<Values<O>>;
}

/** A function as an operation calls it: arguments come as plain properties and are read into types here. */
export interface PackageFunction<I extends Shape = Shape, O extends Shape = Shape> {
  readonly name: string;
  readonly description: string;
  readonly inputs: I;
  readonly outputs: O;
  /**
   * Calls the function. The result is undefined, for unknown, in a preview in which an argument is unknown.
   * @throws InvalidPropertiesError if an argument is missing or malformed
   */
  invoke(args: Properties, context: CallContext, options?: Invocation): Promise<Values<O> | undefined>;
}

/** What a call has besides its arguments. */
export interface Invocation extends Pick<Reading, "secrets"> {
  /** Default: false. */
  readonly preview?: boolean;
}

/** Makes a function of its definition. */
export function defineFunction<I extends Shape, O extends Shape>(
  definition: FunctionDefinition<I, O>,
): PackageFunction<I, O> {
  const { name, description, inputs, outputs } = definition;
  return {
    name,
    description,
    inputs,
    outputs,
    async invoke(args, context, { preview = false, secrets = new Set<string>() } = {}) {
      if (preview && hasUnknown(args)) {
        const problems = check(inputs, args, { secrets });
        if (problems.any) throw new InvalidPropertiesError(problems.found);
        return undefined;
      }
      return definition.run(read(inputs, args, { secrets }), context);
    },
  };
}
