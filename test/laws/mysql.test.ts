import { lawsOn } from "./on-server.js";

await lawsOn("mysql");
