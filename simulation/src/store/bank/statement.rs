//! Each movement of an account is booked later than the one before, and says what it left.

use super::BankTables;
use crate::watch::Watch;
use bank::domain::Book;

impl BankTables {
    /// Looks at what is about to be written, in the order in which it was decided.
    pub(super) fn check_statement(&mut self, book: &Book, watch: &mut Watch) {
        for movement in &book.movements {
            let (booked_until, had) =
                self.last.get(&movement.customer).copied().unwrap_or_default();
            let cents = movement.amount.cents();
            let left =
                had.cents() + if movement.debit() == movement.customer { -cents } else { cents };
            let (code, customer) = (self.code, movement.customer);
            if movement.booked_at <= booked_until {
                let text = format!("{code}: two movements of {customer} are at one place");
                watch.violation(text);
            }
            if movement.balance_after.cents() != left {
                let said = movement.balance_after;
                watch.violation(format!("{code}: {customer} had {left} cents, not {said}"));
            }
            self.last.insert(customer, (movement.booked_at, movement.balance_after));
        }
    }
}
