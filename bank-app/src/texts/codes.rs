//! What is wrong with a BR Code, pasted or asked for.

use super::tr;
use pix::{BrCodeError, MessageTooLong};

/// Why a code that was pasted cannot be paid.
pub fn code_fault(error: BrCodeError) -> &'static str {
    match error {
        BrCodeError::Incomplete => tr!(send.code_incomplete),
        BrCodeError::Checksum => tr!(send.code_checksum),
        BrCodeError::Malformed => tr!(send.code_malformed),
        BrCodeError::NotPix => tr!(send.code_not_pix),
        BrCodeError::Dynamic => tr!(send.code_dynamic),
        BrCodeError::Currency => tr!(send.code_currency),
        BrCodeError::Country => tr!(send.code_country),
        BrCodeError::Key => tr!(send.code_key),
        BrCodeError::Amount => tr!(send.code_amount),
    }
}

/// Why a code was not made.
pub fn code_message_fault(error: MessageTooLong) -> String {
    tr!(receive.message_too_long, most = error.most)
}
