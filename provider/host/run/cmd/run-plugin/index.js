// Pulumi's Node host starts a plugin with `node <this file> <folder of the plugin> <arguments>`. The original loads the folder as
// a program and compiles TypeScript first; the bundle needs neither.
const path = require("node:path");

const [folder] = process.argv.splice(2, 1);
require(path.resolve(folder, "start.cjs"));
