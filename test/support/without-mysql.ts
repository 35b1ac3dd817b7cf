// For a run of mocha inside a test: a machine on which MySQL cannot be had.

import { mysql } from "./servers/mysql.js";
import type { Way } from "./servers/way.js";

(mysql as Way[]).length = 0;
