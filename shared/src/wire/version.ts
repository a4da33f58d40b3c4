/**
 * The wire's version; raise it when a message changes in a way that an older client would misread.
 * 1: first.
 * 2: the refusal `unsettled`: a command that may or may not have been written. An older page would say
 *    "not saved" of it, and send it again under another id. Heartbeats tell of it when what is
 *    acknowledged is not durable (`unsafe`).
 * 3: the triage desk: tasks, links, evidence, watchers, snooze and escalation on incidents; sections and their
 *    stamps; who is present on rows; who is on call.
 */
export const WIRE_VERSION = 3;
