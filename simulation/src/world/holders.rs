//! Who holds accounts, and what each may send.

use crate::dice::Dice;
use bank::domain::{Limit, Limits};
use pix::{AccountId, Amount, BankCode, Key, KeyKind};

const ACCOUNTS_OF_A_BANK: u128 = 3;

/// Where and by whom an account is held.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    pub account: AccountId,
    pub bank: BankCode,
    /// Its bank is one of the course.
    pub is_legacy: bool,
    /// CodePix was told of it, and its bank has lost it.
    pub is_phantom: bool,
    /// Next to no more fits in.
    pub is_full: bool,
    pub limits: Limits,
    pub keys: Vec<Key>,
}

impl Holder {
    /// Whether it is held at a bank of ours.
    pub const fn is_ours(&self) -> bool {
        !self.is_legacy && !self.is_phantom
    }
}

/// Of five customers one has limits that a day's payments come to.
fn limits(dice: &mut Dice) -> Limits {
    if !dice.chance(200) {
        return Limits::default();
    }
    let mut limit = |least, most| Limit::new(Amount::from_cents(dice.between(least, most)), None);
    Limits {
        transfer: limit(10_000, 40_000),
        day: limit(100_000, 400_000),
        night: limit(60_000, 300_000),
    }
}

pub(super) fn holders(
    banks: &[BankCode],
    legacy: Option<BankCode>,
    dice: &mut Dice,
    careful: &mut Dice,
) -> Vec<Holder> {
    let mut holders = Vec::new();
    for bank in banks {
        for number in 1..=ACCOUNTS_OF_A_BANK {
            let account = AccountId::from_u128((u128::from(bank.number()) << 32) | number);
            let text = format!("c{number}@b{bank}.example");
            let keys = Key::parse(KeyKind::Email, &text).into_iter().collect();
            let is_legacy = Some(*bank) == legacy;
            let is_full = !is_legacy && dice.chance(50);
            holders.push(Holder {
                account,
                bank: *bank,
                is_legacy,
                is_phantom: false,
                is_full,
                limits: limits(careful),
                keys,
            });
        }
    }
    if dice.chance(200)
        && let (Some(first), Ok(key)) =
            (banks.first(), Key::parse(KeyKind::Email, "phantom@nowhere.example"))
    {
        holders.push(Holder {
            account: AccountId::from_u128(0xdead),
            bank: *first,
            is_legacy: false,
            is_phantom: true,
            is_full: false,
            limits: Limits::default(),
            keys: vec![key],
        });
    }
    holders
}
