// Imported before anything else: a Node too old to run the rest must still get this sentence.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `The war room needs Node.js 20.19 or later, and this is ${process.versions.node}: ` +
      'install a newer one from https://nodejs.org and start again.\n',
  );
  process.exit(1);
}
