//! Static BR Codes: what a Pix QR code holds, and what is pasted as "Pix Copia e Cola" (central bank
//! of Brazil, "Manual de Padrões para Iniciação do Pix", after EMV QRCPS, merchant-presented mode).
//!
//! A code is a row of fields. Each has an id of two digits, a length of two digits, counted in
//! characters, and a value, which may be a row of fields itself.
//!
//! | id | value |
//! |---|---|
//! | 00 | the version, `01` |
//! | 26 to 51 | in one of them: 00 `br.gov.bcb.pix`, 01 the key, 02 a message; 25 in a dynamic code |
//! | 52, 53, 58 | kind of shop `0000`, currency `986` (real), country `BR` |
//! | 54 | the amount, such as `10.50`; without it the payer chooses |
//! | 59, 60 | name and city of the receiver, at most 25 and 15 characters |
//! | 62 | 05 a mark of the receiver's own, `***` for none |
//! | 63 | the checksum of all that is before it, its own id and length included |
//!
//! What we write is ASCII, so that every bank counts the same lengths. What we read may be more.

use crate::{Amount, AmountError, Description, Key};
use crc::{CRC_16_IBM_3740, Crc};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// CRC-16/CCITT-FALSE, as its catalogue calls it today.
const CHECKSUM: Crc<u16> = Crc::<u16>::new(&CRC_16_IBM_3740);
/// Marks the fields that are Pix.
const PIX: &str = "br.gov.bcb.pix";
/// How a code begins, the version included.
const BEGINNING: &str = "000201";
/// Id and length of the checksum, which is the last field.
const CHECKSUM_FIELD: &str = "6304";
/// The longest value of any field, in characters.
const LONGEST_VALUE: usize = 99;
/// The longest code that is read, in characters.
const LONGEST: usize = 512;
/// The longest CNPJ: what is no longer may be a key that begins like a code.
const LONGEST_DOCUMENT: usize = 14;

/// A code that asks for money to be sent to a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrCode {
    key: Key,
    amount: Option<Amount>,
    message: Option<Description>,
    name: String,
    city: String,
}

/// Why a text is not a code that can be paid. `Display` is for engineers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrCodeError {
    /// It does not end in a checksum.
    #[error("the code was cut off: it does not end in a checksum")]
    Incomplete,
    /// The checksum is that of another text.
    #[error("the checksum is that of another text")]
    Checksum,
    /// No row of fields, or one without what every code has.
    #[error("not a row of fields of version 01, each once")]
    Malformed,
    /// Not of Pix.
    #[error("no field of it says {PIX}")]
    NotPix,
    /// What is to be paid waits behind an address.
    #[error("a dynamic code: what is to be paid waits behind an address")]
    Dynamic,
    /// Money of another country.
    #[error("the currency is not 986, the real")]
    Currency,
    /// A receiver in another country.
    #[error("the country is not BR")]
    Country,
    /// The key is none.
    #[error("there is no valid key in it")]
    Key,
    /// The amount is none.
    #[error("the amount is none")]
    Amount,
}

/// A message that does not fit into a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the message has more than {most} characters, which is what fits beside the key")]
pub struct MessageTooLong {
    /// How many characters fit.
    pub most: usize,
}

impl BrCode {
    /// The largest amount that fits: thirteen characters.
    pub const MAX_AMOUNT: Amount = Amount::from_cents(999_999_999_999);
    /// Every code names a city. No bank here knows its customers', so it is that of the manual.
    const CITY: &str = "BRASILIA";

    /// A code by which `owner` is paid any amount.
    pub fn new(key: Key, owner: &str) -> Self {
        let name = Some(plain(owner, 25)).filter(|name| !name.is_empty());
        Self {
            key,
            amount: None,
            message: None,
            name: name.unwrap_or_else(|| Description::DEFAULT.to_owned()),
            city: Self::CITY.to_owned(),
        }
    }

    /// The same for one amount.
    ///
    /// # Errors
    /// [`AmountError`]: it is none that can be paid, or more than [`BrCode::MAX_AMOUNT`].
    pub fn with_amount(self, amount: Amount) -> Result<Self, AmountError> {
        match amount {
            amount if amount <= Amount::ZERO => Err(AmountError::NotPositive),
            amount if amount > Self::MAX_AMOUNT => Err(AmountError::TooLarge),
            amount => Ok(Self { amount: Some(amount), ..self }),
        }
    }

    /// The same with a message, without its accents. A blank one is none.
    ///
    /// # Errors
    /// [`MessageTooLong`].
    pub fn with_message(self, text: &str) -> Result<Self, MessageTooLong> {
        // Beside the mark of Pix and the key, each with its id and length, and those of its own.
        let taken = 4 + PIX.len() + 4 + self.key.as_str().len() + 4;
        let most = LONGEST_VALUE.saturating_sub(taken);
        let text = plain(text, usize::MAX);
        if text.len() > most {
            return Err(MessageTooLong { most });
        }
        let message = Some(text).filter(|text| !text.is_empty());
        Ok(Self { message: message.and_then(|text| Description::parse(&text).ok()), ..self })
    }

    /// Reads a code.
    ///
    /// # Errors
    /// [`BrCodeError`].
    pub fn parse(text: &str) -> Result<Self, BrCodeError> {
        let text = text.trim();
        if text.chars().nth(LONGEST).is_some() {
            return Err(BrCodeError::Malformed);
        }
        let fields = read(checked(text)?)?;
        let value = |id: u8| fields.get(&id).copied();
        if value(0) != Some("01") {
            return Err(BrCodeError::Malformed);
        }
        let pix = pix_field(&fields)?;
        if pix.contains_key(&25) {
            return Err(BrCodeError::Dynamic);
        }
        if value(53) != Some("986") {
            return Err(BrCodeError::Currency);
        }
        if value(58) != Some("BR") {
            return Err(BrCodeError::Country);
        }
        let amount = value(54).map(Amount::parse_wire).transpose();
        let message = pix.get(&2).filter(|text| !text.trim().is_empty());
        let message = message.map(|text| Description::parse_form(text)).transpose();
        Ok(Self {
            key: pix.get(&1).and_then(|key| Key::detect(key)).ok_or(BrCodeError::Key)?,
            amount: amount.map_err(|_| BrCodeError::Amount)?,
            message: message.map_err(|_| BrCodeError::Malformed)?,
            name: value(59).unwrap_or_default().to_owned(),
            city: value(60).unwrap_or_default().to_owned(),
        })
    }

    /// Whether a text is meant as a code, right or wrong.
    pub fn is_meant(text: &str) -> bool {
        let text = text.trim();
        text.starts_with(BEGINNING) && text.len() > LONGEST_DOCUMENT
    }

    /// Whom it pays.
    pub const fn key(&self) -> &Key {
        &self.key
    }

    /// How much; none when the payer chooses.
    pub const fn amount(&self) -> Option<Amount> {
        self.amount
    }

    /// What the receiver wishes the transfer to say.
    pub const fn message(&self) -> Option<&Description> {
        self.message.as_ref()
    }

    /// The receiver's name, as the code says. Whose the key is, CodePix says.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The code itself, to be drawn or copied.
    pub fn to_text(&self) -> String {
        let message = self.message.as_ref().map(|message| field(2, message.as_str()));
        let pix = [field(0, PIX), field(1, self.key.as_str()), message.unwrap_or_default()];
        let amount = self.amount.map(|amount| field(54, &amount.to_wire()));
        let fields = [
            field(0, "01"),
            field(26, &pix.concat()),
            field(52, "0000"),
            field(53, "986"),
            amount.unwrap_or_default(),
            field(58, "BR"),
            field(59, &self.name),
            field(60, &self.city),
            field(62, &field(5, "***")),
            CHECKSUM_FIELD.to_owned(),
        ];
        let text = fields.concat();
        let checksum = checksum(&text);
        text + &checksum
    }
}

fn field(id: u8, value: &str) -> String {
    format!("{id:02}{:02}{value}", value.chars().count())
}

/// Four hexadecimal digits.
fn checksum(text: &str) -> String {
    format!("{:04X}", CHECKSUM.checksum(text.as_bytes()))
}

/// What is before the checksum, if that is right.
fn checked(text: &str) -> Result<&str, BrCodeError> {
    let end = text.len().checked_sub(4).and_then(|at| text.split_at_checked(at));
    let (signed, digits) = end.ok_or(BrCodeError::Incomplete)?;
    let fields = signed.strip_suffix(CHECKSUM_FIELD).ok_or(BrCodeError::Incomplete)?;
    if checksum(signed).eq_ignore_ascii_case(digits) {
        Ok(fields)
    } else {
        Err(BrCodeError::Checksum)
    }
}

/// The fields of a row by their ids. Where one comes twice, two readers might pay two receivers.
fn read(mut rest: &str) -> Result<BTreeMap<u8, &str>, BrCodeError> {
    let mut fields = BTreeMap::new();
    while !rest.is_empty() {
        let (id, value, after) = next(rest).ok_or(BrCodeError::Malformed)?;
        if fields.insert(id, value).is_some() {
            return Err(BrCodeError::Malformed);
        }
        rest = after;
    }
    Ok(fields)
}

/// The first field's id and value, and what follows it.
fn next(text: &str) -> Option<(u8, &str, &str)> {
    let (id, text) = two_digits(text)?;
    let (length, text) = two_digits(text)?;
    let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let (value, rest) = text.split_at_checked(ends.nth(length.into())?)?;
    Some((id, value, rest))
}

fn two_digits(text: &str) -> Option<(u8, &str)> {
    let (digits, rest) = text.split_at_checked(2)?;
    // A sign would be read too.
    let are_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    Some((digits.parse().ok().filter(|_| are_digits)?, rest))
}

/// The fields inside the one that is Pix. A code may offer other ways to pay beside it.
fn pix_field<'a>(fields: &BTreeMap<u8, &'a str>) -> Result<BTreeMap<u8, &'a str>, BrCodeError> {
    let ways = fields.range(26..=51).filter_map(|(_, inside)| read(inside).ok());
    let mut pix =
        ways.filter(|inside| inside.get(&0).is_some_and(|name| name.eq_ignore_ascii_case(PIX)));
    pix.next().ok_or(BrCodeError::NotPix)
}

/// In letters of ASCII, without accents, and cut to so many of them.
fn plain(text: &str, most: usize) -> String {
    let letters = text.nfkd().map(|c| if c.is_whitespace() { ' ' } else { c });
    let text: String = letters.filter(|c| c.is_ascii() && !c.is_ascii_control()).collect();
    let text: String = text.trim().chars().take(most).collect();
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests;
