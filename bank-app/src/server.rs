//! What stands between the network and the pages.
//!
//! | module | what it does |
//! |---|---|
//! | [`router`] | puts everything together, in the order in which a request passes |
//! | [`serve`] | runs it until the program is told to stop |
//! | [`web`] | what every page is given |
//! | [`visit`] | who asks: the session and its account |
//! | [`language`] | which language whoever asks is answered in |
//! | [`late_form`] | a form that came after its session had ended |
//! | [`signed_in`] | what a session keeps of whoever signed in |
//! | [`device`] | a browser in a few words |
//! | [`sessions`] | keeps sessions in the bank's database |
//! | [`flash`] | what is shown once on the next page |
//! | [`fault`] | why a form or a page could not be answered |
//! | [`error_pages`] | shows errors in the bank's look |
//! | [`assets`] | where the browser finds styles and islands |
//! | [`events`] | the live state of a transfer |
//! | [`export`] | the statement as files |
//! | [`arrivals`] | what comes in while the first page is open |
//! | [`balance`] | whether a browser shows the balance |
//! | [`cookies`] | what a browser keeps of what was chosen in it |
//! | [`number`] | what an error is called |
//! | [`headers`] | what browsers are told to forbid, and when to ask again |
//! | [`health`] | alive, ready, figures |
//! | [`icon`] | the icon of the browser's tab |
//! | [`dates`] | moments as people read them |

#[cfg(test)]
mod busy_tests;
#[cfg(test)]
mod keys_tests;
#[cfg(test)]
mod language_tests;
#[cfg(test)]
mod people_tests;
#[cfg(test)]
mod receive_tests;
#[cfg(test)]
mod rules_tests;
#[cfg(test)]
mod statement_tests;
#[cfg(test)]
mod transfer_tests;

pub mod arrivals;
pub mod assets;
pub mod balance;
pub mod cookies;
pub mod dates;
pub mod device;
pub mod error_pages;
pub mod events;
pub mod export;
pub mod fault;
pub mod flash;
pub mod headers;
pub mod health;
pub mod icon;
pub mod language;
pub mod late_form;
pub mod number;
pub mod router;
pub mod serve;
pub mod sessions;
pub mod signed_in;
pub mod visit;
pub mod web;
