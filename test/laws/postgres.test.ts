import { lawsOn } from "./on-server.js";

await lawsOn("postgres");
