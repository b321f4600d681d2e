//! For programs that keep accounts: OFX 1.02, with every element closed, which readers of 1.x and
//! most of those of XML take.

use super::Format;
use crate::server::dates;
use crate::server::web::Web;
use crate::texts::{self, tr};
use bank::app::statement::{Export, Named};
use bank::app::views::{Account, Movement};
use courier::{Clock, SystemClock};
use pix::{Amount, Description, Timestamp};

/// As long as OFX lets a name be.
const MOST_OF_NAME: usize = 32;
/// As long as OFX lets a message be.
const MOST_OF_MEMO: usize = 255;

pub(super) struct Ofx {
    now: Timestamp,
    bank: String,
    code: String,
    account: String,
    opened_at: Timestamp,
    ends_with: (Timestamp, Amount),
}

impl Ofx {
    /// A statement of an account of this bank.
    pub(super) fn new(web: &Web, account: &Account, export: &Export) -> Self {
        let now = SystemClock.now();
        let ends_with = export.ends_with().unwrap_or((now, account.balance));
        Self {
            now,
            bank: web.look.name.clone(),
            code: web.look.code.clone(),
            account: account.number.clone(),
            opened_at: export.begins_with().unwrap_or(ends_with.0),
            ends_with,
        }
    }
}

impl Format for Ofx {
    const MEDIA: &'static str = "application/x-ofx; charset=utf-8";
    const ENDING: &'static str = "ofx";

    fn begin(&self) -> String {
        let Self { now, bank, code, account, opened_at, ends_with } = self;
        let head = [
            "OFXHEADER:100",
            "DATA:OFXSGML",
            "VERSION:102",
            "SECURITY:NONE",
            "ENCODING:UTF-8",
            "CHARSET:NONE",
            "COMPRESSION:NONE",
            "OLDFILEUID:NONE",
            "NEWFILEUID:NONE",
        ];
        let language = tr!(statement.ofx_language);
        let (now, first, last) = (moment(*now), moment(*opened_at), moment(ends_with.0));
        let bank = text(bank, MOST_OF_NAME);
        format!(
            "{}\r\n\r\n<OFX>\
             <SIGNONMSGSRSV1><SONRS><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>\
             <DTSERVER>{now}</DTSERVER><LANGUAGE>{language}</LANGUAGE>\
             <FI><ORG>{bank}</ORG><FID>{code}</FID></FI></SONRS></SIGNONMSGSRSV1>\
             <BANKMSGSRSV1><STMTTRNRS><TRNUID>0</TRNUID>\
             <STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS><STMTRS><CURDEF>BRL</CURDEF>\
             <BANKACCTFROM><BANKID>{code}</BANKID><ACCTID>{account}</ACCTID>\
             <ACCTTYPE>CHECKING</ACCTTYPE></BANKACCTFROM>\
             <BANKTRANLIST><DTSTART>{first}</DTSTART><DTEND>{last}</DTEND>\r\n",
            head.join("\r\n")
        )
    }

    fn write(&self, movements: &[Named]) -> String {
        movements.iter().map(|(name, movement)| line(name, movement)).collect()
    }

    fn end(&self) -> String {
        let (moment, balance) = (moment(self.ends_with.0), self.ends_with.1.to_wire());
        format!(
            "</BANKTRANLIST><LEDGERBAL><BALAMT>{balance}</BALAMT><DTASOF>{moment}</DTASOF></LEDGERBAL>\
             </STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\r\n"
        )
    }
}

fn line(name: &str, movement: &Movement) -> String {
    let kind = if movement.amount < Amount::ZERO { "DEBIT" } else { "CREDIT" };
    let (posted, amount) = (moment(movement.booked_at), movement.amount.to_wire());
    let word = texts::movement(movement.kind);
    let who = text(movement.counterparty.as_deref().unwrap_or(word), MOST_OF_NAME);
    let message =
        if movement.description == Description::DEFAULT { "" } else { &movement.description };
    let memo = if message.is_empty() { word.to_owned() } else { format!("{word}: {message}") };
    let memo = text(&memo, MOST_OF_MEMO);
    format!(
        "<STMTTRN><TRNTYPE>{kind}</TRNTYPE><DTPOSTED>{posted}</DTPOSTED><TRNAMT>{amount}</TRNAMT>\
         <FITID>{name}</FITID><NAME>{who}</NAME><MEMO>{memo}</MEMO></STMTTRN>\r\n"
    )
}

fn moment(at: Timestamp) -> String {
    dates::in_signs(at, "%Y%m%d%H%M%S[-3:BRT]")
}

/// A text that is no markup, on one line, cut where OFX ends it.
fn text(text: &str, most: usize) -> String {
    let mut written = String::new();
    for letter in text.trim().chars().take(most) {
        match letter {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            letter if letter.is_control() => written.push(' '),
            letter => written.push(letter),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use bank::app::views::MovementKind;
    use pix::State;

    // 2026-11-23T01:30:00Z
    const AT: Timestamp = Timestamp::from_micros(1_795_397_400_000_000);

    fn movement(who: Option<&str>, message: &str) -> Movement {
        Movement {
            booked_at: AT,
            kind: MovementKind::Sent,
            amount: Amount::from_cents(-1_050),
            transfer: None,
            counterparty: who.map(str::to_owned),
            description: message.to_owned(),
            state: State::Completed,
            balance_after: Amount::from_cents(5),
        }
    }

    #[test]
    fn a_movement_is_what_accounting_programs_read() {
        assert_eq!(
            line("a-sent", &movement(Some("Carla Dias"), "almoço")),
            "<STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>20261122223000[-3:BRT]</DTPOSTED>\
             <TRNAMT>-10.50</TRNAMT><FITID>a-sent</FITID><NAME>Carla Dias</NAME>\
             <MEMO>Pix enviado: almoço</MEMO></STMTTRN>\r\n"
        );
        let plain = line("a-sent", &movement(None, Description::DEFAULT));
        assert!(plain.contains("<NAME>Pix enviado</NAME><MEMO>Pix enviado</MEMO>"), "{plain}");
    }

    #[test]
    fn no_text_is_markup_and_none_is_longer_than_it_may_be() {
        let long = "ã".repeat(40);
        let line = line("a-sent", &movement(Some(&long), "<a> & b\r\n</MEMO>"));
        assert!(line.contains(&format!("<NAME>{}</NAME>", "ã".repeat(32))), "{line}");
        let memo = "<MEMO>Pix enviado: &lt;a&gt; &amp; b  &lt;/MEMO&gt;</MEMO>";
        assert!(line.contains(memo), "{line}");
    }

    #[test]
    fn it_ends_with_what_was_in_the_account_then() {
        let ofx = Ofx {
            now: AT,
            bank: "B&B".into(),
            code: "001".into(),
            account: "1111".into(),
            opened_at: AT,
            ends_with: (AT, Amount::from_cents(98_950)),
        };
        let (begin, end) = (ofx.begin(), ofx.end());
        assert!(begin.starts_with("OFXHEADER:100\r\n") && begin.contains("<ORG>B&amp;B</ORG>"));
        assert!(begin.contains("<BANKID>001</BANKID><ACCTID>1111</ACCTID>"), "{begin}");
        assert!(end.contains("<BALAMT>989.50</BALAMT><DTASOF>20261122223000[-3:BRT]"), "{end}");
    }
}
