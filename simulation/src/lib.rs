//! The promise, tried in more histories than years of running would bring.
//!
//! Runs the rules and use cases of CodePix and the banks (`domain`, `app`) with the desk's own
//! steps, on a database in memory, a clock, a bus and faults that follow from a seed alone: one
//! seed, one history, the same on every machine. No I/O, no thread, no clock of the machine.
//!
//! | module | what it is |
//! |---|---|
//! | [`plan`] | a history to be run: seed, transfers, what is left out |
//! | [`world`] | the events of a history, its customers, faults, and the verdict at its end |
//! | [`program`] | a replica of a program, step by step |
//! | [`store`] | a database in memory, with locks, conflicts and unknown commits |
//! | [`bus`] | topics that lose, double, delay, reorder and forget |
//! | [`legacy`] | peers of the original course |
//! | [`watched`], [`kind`] | what PROTOCOL says of every decision |
//! | [`mail`] | the order in which a program commits, sends and stores offsets |
//! | [`watch`] | what must hold at every commit |
//! | [`coverage`] | what a run came across |
//! | [`shrink`] | the smallest history that still fails |
//! | [`dice`], [`clock`] | chance and time |

pub mod bus;
pub mod clock;
pub mod coverage;
pub mod dice;
pub mod kind;
pub mod legacy;
pub mod mail;
pub mod plan;
pub mod program;
pub mod shrink;
pub mod store;
pub mod watch;
pub mod watched;
pub mod world;
