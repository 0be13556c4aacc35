/** Loaded by mocha in each of its processes: a failed test shows both texts in full, and the error of a failed property. */
import { config } from "chai";
import fc from "fast-check";

config.truncateThreshold = 0;
fc.configureGlobal({ includeErrorInReport: true });
