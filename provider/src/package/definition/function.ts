import type { CallContext } from "../context.ts";
import { InvalidPropertiesError } from "./problem.ts";
import { check, type Reading, read, type Shape, type Values } from "./shape.ts";
import { hasUnknown, type Properties } from "./value.ts";

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
  /**
   * Answers undefined in a preview in which an argument is not known yet: then the result is not known either.
   * @throws InvalidPropertiesError if an argument is missing or malformed
   */
  invoke(args: Properties, context: CallContext, options?: Invocation): Promise<Values<O> | undefined>;
}

/** What is known of a call beside its arguments. */
export interface Invocation extends Pick<Reading, "secrets"> {
  /** Default: false. */
  readonly preview?: boolean;
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
