//! What the owner of an account is called: CodePix keeps the name and shows it to payers.

/// The longest name of an owner, in characters.
pub const LONGEST_NAME: usize = 100;
