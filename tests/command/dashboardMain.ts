// The dashboard command by itself, with a page of one line.
import { Command } from "commander";
import { addDashboardCommand } from "../../provider/src/command/dashboardCommand.ts";
import { exitStatuses } from "../../provider/src/command/outcome.ts";
import { startSurroundings } from "../../provider/src/command/surroundings.ts";

const surroundings = startSurroundings();
const program = new Command("rocketmq-migration");
addDashboardCommand(program, surroundings, ({ tasks }) => `<p>${tasks.length} tasks</p>`);
await program.parseAsync(process.argv.slice(2), { from: "user" });
process.exit(exitStatuses[surroundings.ending()]);
