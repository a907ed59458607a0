// The package's own types mark the members that the guards override as private, so the part of
// 1.6.9 in use is declared here; an ambient declaration takes precedence over the package's.
declare module 'node-routeros' {
  import { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';
  import type { ConnectionOptions } from 'node:tls';

  export interface ConnectorOptions {
    host: string;
    port: number;
    /** Seconds. */
    timeout: number;
    tls?: ConnectionOptions;
  }

  export class Connector extends EventEmitter {
    /** Absent until `connect()` has opened one. */
    protected socket: Socket | undefined;
    constructor(options: ConnectorOptions);
    connect(): Connector;
    write(words: (string | Buffer)[]): Connector;
    read(tag: string, callback: (packet: string[]) => void): void;
    stopRead(tag: string): void;
    protected onEnd(): void;
    protected onError(error: Error): void;
    protected onTimeout(): void;
    protected onData(chunk: Buffer): void;
  }

  /** The client as its authors ship it. The product never uses it; tests compare it with ours. */
  export class RouterOSAPI extends EventEmitter {
    constructor(options: {
      host: string;
      port: number;
      user: string;
      password: string;
      /** Seconds. */
      timeout?: number;
    });
    connect(): Promise<RouterOSAPI>;
    write(command: string, words?: string[]): Promise<Record<string, string>[]>;
    close(): Promise<RouterOSAPI>;
  }

  export class Channel extends EventEmitter {
    protected id: string;
    constructor(connector: Connector);
    get Id(): string;
    close(force?: boolean): void;
    protected readAndWrite(words: (string | Buffer)[]): void;
    protected processPacket(packet: string[]): void;
  }
}
