//! Passwords, as Argon2id in the text form of PHC strings.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use subtle::ConstantTimeEq;

use crate::error::{Error, Result};

/// Blocks of one KiB. A piece of memory as large as this the allocator maps for itself and gives back at once; one of just
/// the size that Argon2 fills it keeps, for each thread that ever hashed a password.
const MAPPED: usize = 33 * 1024;

/// Argon2id of a password: about 50 ms on purpose, so never on an async thread and never inside a transaction.
///
/// # Errors
/// Only when the random source fails.
pub fn hash_password(password: &str) -> Result<String> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(Error::internal)?;
    let argon = Argon2::default();
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(argon.params()).map_err(Error::internal)?,
        salt: Some(Salt::new(&salt).map_err(Error::internal)?),
        hash: Some(hashed(&argon, password, &salt)?),
    };
    Ok(hash.to_string())
}

/// Whether the password is the one that was hashed; an unknown person costs the same time.
pub fn password_fits(hash: Option<&str>, password: &str) -> bool {
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$J4tYwKuPlhbp5q3dpZzY0UcXGCIZQ4HVHqjLhWp5tYo";
    fits(hash.unwrap_or(NOBODY), password).unwrap_or(false) && hash.is_some()
}

fn fits(hash: &str, password: &str) -> Result<bool> {
    let known = PasswordHash::new(hash).map_err(Error::internal)?;
    let (Some(salt), Some(expected)) = (&known.salt, &known.hash) else {
        return Ok(false);
    };
    let algorithm = Algorithm::try_from(known.algorithm.as_str()).map_err(Error::internal)?;
    let version = match known.version {
        Some(version) => Version::try_from(version).map_err(Error::internal)?,
        None => Version::default(),
    };
    let params = Params::try_from(&known).map_err(Error::internal)?;
    let found = hashed(&Argon2::new(algorithm, version, params), password, salt)?;
    Ok(found.as_bytes().ct_eq(expected.as_bytes()).into())
}

fn hashed(argon: &Argon2, password: &str, salt: &[u8]) -> Result<Output> {
    let params = argon.params();
    let mut memory = Vec::with_capacity(params.block_count().max(MAPPED));
    memory.resize(params.block_count(), Block::new());
    let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let mut output = vec![0; length];
    argon
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut output, &mut memory)
        .map_err(Error::internal)?;
    Output::new(&output).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use argon2::{PasswordHasher, PasswordVerifier};

    use super::*;

    #[test]
    fn a_hash_of_the_library_fits_here_and_one_of_ours_there() -> Result<()> {
        let theirs = Argon2::default()
            .hash_password(b"masa madre")
            .map_err(Error::internal)?;
        let theirs: PasswordHash = theirs;
        assert!(password_fits(Some(&theirs.to_string()), "masa madre"));
        assert!(!password_fits(Some(&theirs.to_string()), "masa madra"));
        let ours = hash_password("masa madre")?;
        assert!(
            Argon2::default()
                .verify_password(b"masa madre", ours.as_str())
                .is_ok()
        );
        assert!(password_fits(Some(&ours), "masa madre"));
        assert!(!password_fits(Some(&ours), ""));
        assert!(!password_fits(None, "masa madre"));
        assert!(!password_fits(Some("not a hash"), "masa madre"));
        Ok(())
    }
}
