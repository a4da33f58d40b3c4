/** The build's name, put in by Vite: the same in server and client, `dev` in tests and dev servers. */
declare const __BUILD_ID__: string;
