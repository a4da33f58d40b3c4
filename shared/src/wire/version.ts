/**
 * The wire's version; raise it when a message changes in a way that an older client would misread.
 * 1: first.
 * 2: the refusal `unsettled`: a command that may or may not have been written. An older page would say
 *    "not saved" of it, and send it again under another id. Heartbeats tell of it when what is
 *    acknowledged is not durable (`unsafe`).
 * 3: the triage desk: tasks, links, evidence, watchers, snooze and escalation on incidents; sections and their
 *    stamps; who is present on rows; who is on call.
 * 4: walls: playlists, schedule, announcements, pins and pauses as commands; a stamp of their own; what a
 *    display reports of its sound.
 */
export const WIRE_VERSION = 4;
