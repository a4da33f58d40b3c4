declare const __BUILD_ID__: string;

/** The build of this page, put in when it was built; `dev` otherwise. */
export const BUILD: string = __BUILD_ID__;
