//! Makes a failing history small: fewer transfers, fewer faults, as long as it still fails.

use crate::plan::{FAULTS, Plan};
use crate::world::{Failure, run};

/// The smallest history found that fails, and how.
pub fn shrink(plan: &Plan, failure: Failure) -> (Plan, Failure) {
    let mut small = (plan.clone(), failure);
    for fault in FAULTS {
        if small.0.has(fault) {
            let mut calmer = small.0.clone();
            calmer.without.insert(fault.to_owned());
            try_instead(&mut small, calmer);
        }
    }
    let mut step = small.0.transfers / 2;
    while step > 0 && small.0.transfers > 0 {
        let fewer = Plan { transfers: small.0.transfers.saturating_sub(step), ..small.0.clone() };
        if !try_instead(&mut small, fewer) {
            step /= 2;
        }
    }
    small
}

fn try_instead(small: &mut (Plan, Failure), plan: Plan) -> bool {
    match run(&plan, false) {
        Err(failure) => {
            *small = (plan, failure);
            true
        }
        Ok(_) => false,
    }
}
