import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readElection } from '@warroom/shared';
import type { Election } from '@warroom/shared';
import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';

/** All elections of a server, or one message that names every file and line that keeps it from starting. */
export type ElectionFiles = { ok: true; elections: Election[] } | { ok: false; message: string };

interface ElectionFile {
  election: Election;
  path: string;
  idLine: number;
  prefixLine: number;
}

/**
 * Reads every `*.yaml` and `*.yml` of the shipped directory (which must exist) and of an extra one
 * (which may be missing). A file of the extra directory replaces the shipped one with the same id.
 * Reports all that is wrong in all files at once, a line each: `FILE:LINE field message`.
 */
export function loadElections(shippedDirectory: string, extraDirectory?: string): ElectionFiles {
  const complaints: string[] = [];
  const shipped = filesIn(shippedDirectory, true, complaints).flatMap((path) =>
    readFile(path, complaints),
  );
  const extra = (
    extraDirectory === undefined ? [] : filesIn(extraDirectory, false, complaints)
  ).flatMap((path) => readFile(path, complaints));
  complaints.push(...clashes(shipped, 'id'), ...clashes(extra, 'id'));
  const replaced = new Set(extra.map((file) => file.election.id));
  const files = [...shipped.filter((file) => !replaced.has(file.election.id)), ...extra];
  complaints.push(...clashes(files, 'numberPrefix'));

  if (complaints.length > 0) {
    const count = complaints.length === 1 ? 'One thing is' : `${complaints.length} things are`;
    return {
      ok: false,
      message: `${count} wrong in the election files; nothing was started.\n${complaints.map((line) => `  ${line}`).join('\n')}`,
    };
  }
  if (files.length === 0) {
    return {
      ok: false,
      message: `There is no election file in ${shippedDirectory}; put one there, such as us-general.yaml.`,
    };
  }
  return {
    ok: true,
    elections: files.map((file) => file.election).toSorted((a, b) => a.id.localeCompare(b.id)),
  };
}

function filesIn(directory: string, required: boolean, complaints: string[]): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.'))
      .toSorted()
      .map((name) => join(directory, name));
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (required || !missing)
      complaints.push(
        `${directory} cannot be read as a directory of election files: ${reasonOf(cause)}`,
      );
    return [];
  }
}

function readFile(path: string, complaints: string[]): ElectionFile[] {
  let source: string;
  try {
    source = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (cause) {
    complaints.push(
      `${path} cannot be read: ${cause instanceof TypeError ? 'it is not UTF-8; save it as UTF-8' : reasonOf(cause)}`,
    );
    return [];
  }
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    for (const error of document.errors) {
      complaints.push(
        `${path}:${lines.linePos(error.pos[0]).line} is not valid YAML: ${error.message}`,
      );
    }
    return [];
  }
  let content: unknown;
  try {
    content = document.toJS();
  } catch (cause) {
    complaints.push(`${path} cannot be read as YAML: ${reasonOf(cause)}`);
    return [];
  }
  const reading = readElection(content);
  if (!reading.ok) {
    const found = reading.problems.map((problem) => ({
      line: lineOf(document, lines, problem.path),
      problem,
    }));
    for (const { line, problem } of found.toSorted((a, b) => a.line - b.line)) {
      const field = problem.path.length === 0 ? 'the file' : problem.path.join('.');
      complaints.push(`${path}:${line} ${field} ${problem.message}`);
    }
    return [];
  }
  return [
    {
      election: reading.election,
      path,
      idLine: lineOf(document, lines, ['id']),
      prefixLine: lineOf(document, lines, ['numberPrefix']),
    },
  ];
}

/** The line of the key or list entry a path leads to; of what lies nearest above it where the file has none. */
function lineOf(
  document: Document,
  lines: LineCounter,
  path: readonly (string | number)[],
): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const part of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part),
      );
      if (!pair) break;
      offset = startOf(pair.key) ?? offset;
      next = pair.value;
    } else if (isSeq(node) && typeof part === 'number') {
      next = node.items[part];
      offset = startOf(next) ?? offset;
    }
    if (next === undefined) break;
    node = next;
  }
  return lines.linePos(offset).line;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}

function clashes(files: readonly ElectionFile[], field: 'id' | 'numberPrefix'): string[] {
  return files.flatMap((file, index) => {
    const value = file.election[field];
    const first = files.findIndex((other) => other.election[field] === value);
    const other = files[first];
    if (first === index || other === undefined) return [];
    const line = field === 'id' ? file.idLine : file.prefixLine;
    return [
      `${file.path}:${line} ${field} ${value} is already used by ${basename(other.path)}; each election needs its own`,
    ];
  });
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
