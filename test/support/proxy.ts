import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** From the program to the server, or back. */
export type Way = "up" | "down";

/** What stands between a program and a server, and can cut what connects them. */
export interface Proxy extends AsyncDisposable {
  readonly port: number;
  /** How many bytes have gone each way so far, over all connections together. */
  readonly passed: Readonly<Record<Way, number>>;
  /** Lets so many more bytes through that way, and then cuts all connections; later ones pass. */
  cutAfter(way: Way, bytes: number): void;
  /** Forgets that. */
  spare(): void;
  /** Cuts all connections, or those that have been opened in these places, from 0. */
  cut(places?: readonly number[]): void;
}

/** A proxy before a server; it understands nothing of what passes. */
export async function startProxy(host: string, port: number): Promise<Proxy> {
  const pairs: (readonly [Socket, Socket])[] = [];
  const passed = { up: 0, down: 0 };
  let cutting: { readonly way: Way; readonly at: number } | null = null;

  const cut = (chosen: readonly (readonly [Socket, Socket])[]) => {
    for (const pair of chosen) for (const socket of pair) socket.destroy();
  };

  function pass(way: Way, data: Buffer, to: Socket): void {
    const left = cutting?.way === way ? cutting.at - passed[way] : Infinity;
    passed[way] += Math.min(data.length, left);
    if (data.length < left) return void to.write(data);
    cutting = null;
    // What is let through gets there, half a message as well.
    const others = pairs.filter((pair) => !pair.includes(to));
    to.write(data.subarray(0, left), () => {
      cut(pairs.filter((pair) => pair.includes(to)));
    });
    cut(others);
  }

  const server = createServer((client) => {
    const behind = connect(port, host);
    pairs.push([client, behind]);
    for (const [way, from, to] of [
      ["up", client, behind],
      ["down", behind, client],
    ] as const) {
      from.on("data", (data: Buffer) => {
        pass(way, data, to);
      });
      from.on("error", () => to.destroy()).on("close", () => to.end());
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    passed,
    cutAfter: (way, bytes) => (cutting = { way, at: passed[way] + bytes }),
    spare: () => (cutting = null),
    cut: (places) => {
      cut(places === undefined ? pairs : pairs.filter((_, at) => places.includes(at)));
    },
    async [Symbol.asyncDispose]() {
      cut(pairs);
      server.close();
      await once(server, "close");
    },
  };
}
