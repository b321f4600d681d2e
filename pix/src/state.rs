//! The states of a transfer and the only table that says which step may follow which.
//!
//! | | confirm | complete | refuse |
//! |---|---|---|---|
//! | pending | confirmed | completed | refused |
//! | confirmed | already | completed | contrary |
//! | completed | already | already | contrary |
//! | refused | contrary | contrary | already |
//!
//! `complete` on `pending` happens once `CodePix` was restored from a backup: the origin bank knows
//! more than it does.

use std::fmt;

/// Where a transfer stands. `Completed` and `Refused` are terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Accepted; the payer is debited, the receiver has not been credited as far as this party
    /// knows.
    Pending,
    /// `CodePix` knows that the receiver was credited; the payer's bank has not said that it knows.
    Confirmed,
    /// Credited, and every party has been told.
    Completed,
    /// Not paid; the payer has the money back.
    Refused,
}

/// What happens to a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// The destination bank credited the receiver.
    Confirm,
    /// The origin bank knows that the receiver was credited.
    Complete,
    /// The transfer was refused.
    Refuse,
}

/// What an event did to a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The state changed to this one.
    Moved(State),
    /// The event says what is already so; nothing changes.
    Already,
    /// The event contradicts what is so; nothing changes, and between honest peers it never occurs.
    Contrary,
}

impl State {
    /// All states, in the order of the table.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Confirmed, Self::Completed, Self::Refused];

    /// What `event` does to this state: the table above.
    pub const fn apply(self, event: Event) -> Step {
        match (self, event) {
            (Self::Pending, Event::Confirm) => Step::Moved(Self::Confirmed),
            (Self::Pending | Self::Confirmed, Event::Complete) => Step::Moved(Self::Completed),
            (Self::Pending, Event::Refuse) => Step::Moved(Self::Refused),
            (Self::Confirmed | Self::Completed, Event::Confirm)
            | (Self::Completed, Event::Complete)
            | (Self::Refused, Event::Refuse) => Step::Already,
            (Self::Confirmed | Self::Completed, Event::Refuse)
            | (Self::Refused, Event::Confirm | Event::Complete) => Step::Contrary,
        }
    }

    /// Whether nothing can follow.
    pub const fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Refused)
    }

    /// The name in databases and in `data-state` of the pages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::Completed => "completed",
            Self::Refused => "refused",
        }
    }

    /// Reads what [`State::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_answers_every_event_as_the_table_says() {
        use {Event::*, State::*, Step::*};
        let table = [
            (Pending, [Moved(Confirmed), Moved(Completed), Moved(Refused)]),
            (Confirmed, [Already, Moved(Completed), Contrary]),
            (Completed, [Already, Already, Contrary]),
            (Refused, [Contrary, Contrary, Already]),
        ];
        assert_eq!(table.map(|(state, _)| state), State::ALL);
        for (state, steps) in table {
            for (event, step) in [Confirm, Complete, Refuse].into_iter().zip(steps) {
                assert_eq!(state.apply(event), step, "{state} {event:?}");
                assert!(!(state.is_terminal() && matches!(step, Moved(_))), "{state} is terminal");
            }
        }
    }

    #[test]
    fn names_are_read_back() {
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()), Some(state));
        }
    }
}
