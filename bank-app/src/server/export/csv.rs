//! For spreadsheets, as Excel in Brazil opens it right: UTF-8 that says so in its first bytes,
//! semicolons, a comma before the centavos, days before months.

use super::Format;
use crate::server::dates;
use crate::texts::{self, tr};
use bank::app::statement::Named;
use bank::app::views::Movement;
use csv::{Terminator, WriterBuilder};
use pix::Description;

pub(super) struct Csv;

impl Format for Csv {
    const MEDIA: &'static str = "text/csv; charset=utf-8";
    const ENDING: &'static str = "csv";

    fn begin(&self) -> String {
        let names = [
            tr!(statement.day),
            tr!(statement.time),
            tr!(statement.kind),
            tr!(statement.name),
            tr!(send.message),
            tr!(send.amount),
            tr!(statement.balance_after),
            tr!(statement.state),
            tr!(transfer.id),
        ];
        format!("\u{feff}{}", rows([names.map(str::to_owned)]))
    }

    fn write(&self, movements: &[Named]) -> String {
        rows(movements.iter().map(|(name, movement)| cells(name, movement)))
    }

    fn end(&self) -> String {
        String::new()
    }
}

fn cells(name: &str, movement: &Movement) -> [String; 9] {
    let Movement { booked_at, kind, amount, description, state, balance_after, .. } = movement;
    let message = if description == Description::DEFAULT { "" } else { description };
    let counterparty = movement.counterparty.as_deref().unwrap_or_default();
    [
        dates::in_signs(*booked_at, "%d/%m/%Y"),
        dates::in_signs(*booked_at, "%H:%M:%S"),
        texts::movement(*kind).to_owned(),
        inert(counterparty),
        inert(message),
        amount.to_form(),
        balance_after.to_form(),
        texts::state_word(*state).to_owned(),
        name.to_owned(),
    ]
}

/// A text that a spreadsheet does not take for a formula, whoever wrote it. The wide signs are
/// taken for the narrow ones in East Asian versions.
fn inert(text: &str) -> String {
    let is_formula =
        text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

fn rows(rows: impl IntoIterator<Item = [String; 9]>) -> String {
    let mut builder = WriterBuilder::new();
    let mut writer = builder.delimiter(b';').terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        // Memory takes whatever is written to it.
        let _ = writer.write_record(row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::language::speaking;
    use crate::texts::Locale;
    use bank::app::views::MovementKind;
    use pix::{Amount, State, Timestamp};

    fn movement(who: &str, message: &str) -> Movement {
        Movement {
            // 2026-11-23T01:30:00Z
            booked_at: Timestamp::from_micros(1_795_397_400_000_000),
            kind: MovementKind::Sent,
            amount: Amount::from_cents(-123_456),
            transfer: None,
            counterparty: Some(who.to_owned()),
            description: message.to_owned(),
            state: State::Pending,
            balance_after: Amount::from_cents(5),
        }
    }

    fn line(who: &str, message: &str) -> String {
        Csv.write(&[("a-sent".to_owned(), movement(who, message))])
    }

    #[test]
    fn a_movement_is_a_line_as_brazil_writes_it() {
        assert_eq!(
            line("Carla Dias", "almoço"),
            "22/11/2026;22:30:00;Pix enviado;Carla Dias;almoço;-1234,56;0,05;Em andamento;a-sent\r\n"
        );
        assert!(Csv.begin().starts_with("\u{feff}Data;Hora;"));
        assert!(speaking(Locale::en, || Csv.begin()).starts_with("\u{feff}Date;Time;"));
    }

    #[test]
    fn what_separates_cells_is_quoted_and_what_nobody_wrote_is_empty() {
        let quoted = line("Carla; \"Dias\"", "duas\nlinhas");
        assert!(quoted.contains(";\"Carla; \"\"Dias\"\"\";\"duas\nlinhas\";"), "{quoted}");
        assert!(line("Carla", Description::DEFAULT).contains(";Carla;;-1234,56;"));
    }

    #[test]
    fn no_text_begins_a_formula_and_amounts_stay_numbers() {
        for text in ["=1+1", "+1", "-x", "@a", "\t=1", "\r=1", "＝1"] {
            let line = line(text, text);
            assert!(line.contains(&format!("'{text}")), "{line}");
            assert!(!line.contains(&format!(";{text}")), "{line}");
            assert!(!line.contains(&format!(";\"{text}")), "{line}");
            assert!(line.contains(";-1234,56;"), "{line}");
        }
        assert!(line("1-1", "a=b").contains(";1-1;a=b;"));
    }
}
