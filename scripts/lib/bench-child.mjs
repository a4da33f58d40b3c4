import { pathToFileURL } from 'node:url';

const { run } = await import(pathToFileURL(process.argv[2] ?? '').href);
process.send?.(await run(), () => process.exit(0));
