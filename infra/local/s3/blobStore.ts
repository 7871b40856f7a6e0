/**
 * The bytes of objects: one file for every version and every uploaded part, never changed once it has its name.
 *
 * A file is written under `tmp/`, flushed, renamed into `blobs/`, and the directory is flushed. Only then may the
 * metadata name it. So a crash can leave a file that nothing names, which {@link BlobStore.collectGarbage} removes
 * at the next start, but never metadata without its bytes.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import {
  copyFile,
  type FileHandle,
  link,
  mkdir,
  open,
  opendir,
  rename,
  rm,
} from 'node:fs/promises';
import { join } from 'node:path';

/** File systems without hard links answer with one of these. */
const NO_HARD_LINK = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'EMLINK', 'ENOSYS']);

async function flushDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** A file in the making. Either `keep` or `discard` ends it. */
export class PendingBlob {
  readonly name: string;
  readonly #store: BlobStore;
  readonly #file: FileHandle;

  constructor(store: BlobStore, name: string, file: FileHandle) {
    this.name = name;
    this.#store = store;
    this.#file = file;
  }

  /** Appends all of `bytes`; the system call may take several turns. */
  async write(bytes: Buffer): Promise<void> {
    for (let offset = 0; offset < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, offset, bytes.length - offset);
      offset += bytesWritten;
    }
  }

  /** Makes the bytes durable under {@link name}. */
  async keep(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
    await this.#store.adopt(this.name);
  }

  async discard(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await this.#store.forget(this.name);
  }
}

export class BlobStore {
  readonly #temporary: string;
  readonly #blobs: string;

  private constructor(dir: string) {
    this.#temporary = join(dir, 'tmp');
    this.#blobs = join(dir, 'blobs');
  }

  static async open(dir: string): Promise<BlobStore> {
    const store = new BlobStore(dir);
    for (const path of [dir, store.#temporary, store.#blobs])
      await mkdir(path, { recursive: true, mode: 0o700 });
    await flushDirectory(dir);
    return store;
  }

  async create(): Promise<PendingBlob> {
    const name = randomBytes(16).toString('hex');
    return new PendingBlob(this, name, await open(join(this.#temporary, name), 'wx', 0o600));
  }

  /** @internal Gives a flushed temporary file its lasting name. */
  async adopt(name: string): Promise<void> {
    await rename(join(this.#temporary, name), join(this.#blobs, name));
    await flushDirectory(this.#blobs);
  }

  /** @internal */
  async forget(name: string): Promise<void> {
    await rm(join(this.#temporary, name), { force: true }).catch(() => undefined);
  }

  /** A second, independent name for the same bytes. Blobs never change, so a hard link does. */
  async duplicate(name: string): Promise<string> {
    const copy = randomBytes(16).toString('hex');
    const from = join(this.#blobs, name);
    try {
      await link(from, join(this.#blobs, copy));
      await flushDirectory(this.#blobs);
    } catch (error) {
      if (!NO_HARD_LINK.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      const temporary = join(this.#temporary, copy);
      try {
        await copyFile(from, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
        const file = await open(temporary, 'r+');
        await file.sync().finally(() => file.close());
        await this.adopt(copy);
      } catch (failure) {
        await this.forget(copy);
        throw failure;
      }
    }
    return copy;
  }

  /** @throws ENOENT when the blob was deleted meanwhile. */
  async read(name: string): Promise<FileHandle> {
    return await open(join(this.#blobs, name), 'r');
  }

  /** Removes blobs that no metadata names any more. A failure is left to the next start's collection. */
  async remove(names: Iterable<string>): Promise<void> {
    for (const name of names)
      await rm(join(this.#blobs, name), { force: true }).catch(() => undefined);
  }

  /**
   * Removes every temporary file and every blob that `isNamed` does not know. Only before requests are taken.
   * @returns how many files were removed.
   */
  async collectGarbage(isNamed: (name: string) => boolean): Promise<number> {
    let removed = 0;
    for (const [directory, keep] of [
      [this.#temporary, () => false],
      [this.#blobs, isNamed],
    ] as const) {
      for await (const entry of await opendir(directory)) {
        if (keep(entry.name)) continue;
        await rm(join(directory, entry.name), { force: true, recursive: true });
        removed++;
      }
    }
    return removed;
  }
}
