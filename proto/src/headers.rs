//! What travels in the headers of records: peers of the original course write none and read none.

use pix::EndToEndId;

/// The bank that speaks, by its code.
pub const SENDER: &str = "pix-bank";
/// The id under which the payer's bank speaks of the payment: of an order and of its credit.
pub const END_TO_END: &str = "pix-end-to-end-id";

/// A header, as records take it.
pub fn header(name: &str, value: &str) -> (String, Vec<u8>) {
    (name.to_owned(), value.as_bytes().to_vec())
}

/// The header of a payment that has such an id.
pub fn end_to_end(id: Option<EndToEndId>) -> Option<(String, Vec<u8>)> {
    id.map(|id| header(END_TO_END, id.as_str()))
}
