import { fdatasyncSync, openSync, writeSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/**
 * The least that a durable acknowledgement can be: a bare socket whose every message is written to a
 * file, synced, and answered. Nothing is checked, decided, or told to anyone. Takes the file's path.
 */
const fd = openSync(process.argv[2] ?? '', 'a');
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    writeSync(fd, data);
    fdatasyncSync(fd);
    socket.send('done');
  });
});
server.on('listening', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
