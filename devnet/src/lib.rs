//! The whole CodePix network on one machine.
//!
//! Promises: whatever it starts it also ends, whether it is asked to, interrupted or killed; a
//! program that dies is started again; what people see of all this are sentences. Knows programs,
//! ports and processes, and nothing of the insides of CodePix or of a bank: it starts what an
//! operator would start, with the same command lines.
//!
//! | module | what it holds |
//! |---|---|
//! | [`config`] | command lines and environment |
//! | [`plan`] | which programs run, with which arguments; [`ports`], [`folder`] and [`postgres`] serve it |
//! | [`network`] | a network that runs; [`keeper`] keeps one part of it alive, [`child`] is one process, [`database`] what a program keeps |
//! | [`run`] | `devnet`: from `ready` to Ctrl-C; [`board`] is its page |
//! | [`audit`] | `devnet audit`: the books of all parts, checked against each other |
//! | [`broker`] | `devnet broker`; [`guard`] runs servers that know no parent |
//! | [`servers`] | PostgreSQL and Apache Kafka of one's own, for tests and figures |
//! | [`visitor`] | a bank's customer without a browser |
//! | [`bench`] | `devnet bench`: the figures |
//! | [`chaos`] | `devnet chaos`: everything that can go wrong, under load |

pub mod audit;
pub mod bench;
pub mod board;
pub mod broker;
pub mod chaos;
pub mod child;
pub mod config;
pub mod database;
pub mod error;
pub mod folder;
pub mod guard;
pub mod health;
pub mod keeper;
pub mod network;
pub mod network_file;
pub mod plan;
pub mod ports;
pub mod postgres;
pub mod run;
pub mod say;
pub mod servers;
pub mod visitor;
