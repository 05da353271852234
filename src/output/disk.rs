//! The few ways in which the disk is changed.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

/// Each call is one step that a killed process has done or not done.
pub(super) trait Disk {
    fn make_folder(&self, path: &Path) -> io::Result<()>;
    /// Writes a new file and waits until it is on the disk.
    fn write_new(&self, path: &Path, text: &[u8]) -> io::Result<()>;
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Fails if it is not empty.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
    /// Waits until the entries of a folder are on the disk.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
}

pub(super) struct Local;

impl Disk for Local {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        readable(&mut builder);
        match builder.create(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            other => other,
        }
    }

    fn write_new(&self, path: &Path, text: &[u8]) -> io::Result<()> {
        let mut file = File::create_new(path)?;
        file.write_all(text)?;
        open_to_readers(&file)?;
        file.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    #[cfg(unix)]
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    /// Elsewhere a folder cannot be opened as a file, and renames are on the disk when they return.
    #[cfg(not(unix))]
    fn sync_folder(&self, _path: &Path) -> io::Result<()> {
        Ok(())
    }
}

/// Containers read the files as users of their own, so everybody may read them whatever the umask is: no secret is in them.
#[cfg(unix)]
fn open_to_readers(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_readers(_file: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn readable(builder: &mut fs::DirBuilder) {
    use std::os::unix::fs::DirBuilderExt as _;
    builder.mode(0o755);
}

#[cfg(not(unix))]
fn readable(_builder: &mut fs::DirBuilder) {}
