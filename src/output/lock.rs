//! One `monc` at a time in a folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::error::Error;
use super::layout::LOCK;

/// Held until dropped, or until the process ends in whatever way. The file stays: deleting it would let two runs hold two locks.
pub(super) struct Lock(#[expect(dead_code, reason = "the open file is what holds the lock")] File);

pub(super) fn lock(folder: &Path) -> Result<Lock, Error> {
    let path = folder.join(LOCK);
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(Error::write(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(Error::Busy {
            folder: folder.to_owned(),
        }),
        // Some network file systems have no locks: then it is as it was before there were any.
        Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {
            Ok(Lock(file))
        }
        Err(TryLockError::Error(cause)) => Err(Error::Write { path, cause }),
    }
}
