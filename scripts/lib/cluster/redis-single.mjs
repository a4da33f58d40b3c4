import { freePort } from './children.mjs';
import { SAFE, secured, userInfo } from './redis-config.mjs';
import { redisFolder } from './redis-folder.mjs';
import { HOST } from './redis-process.mjs';

/** @type {typeof import('./redis-servers.mjs').startRedis} */
export async function startRedis({ config = {}, dir, port, password } = {}) {
  const folder = redisFolder(dir);
  return folder.whole(async () => {
    const [home] = await folder.homes('redis', 1);
    const server = await folder.start({
      role: 'master',
      port: port ?? home?.port ?? (await freePort()),
      dir: home?.dir ?? folder.path,
      password,
      config: { ...SAFE, ...secured(password), ...config },
    });
    return {
      url: `redis://${userInfo(password)}${HOST}:${server.port}`,
      servers: [server],
      master: async () => server,
      stop: folder.stop,
    };
  });
}
