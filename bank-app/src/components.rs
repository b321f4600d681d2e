//! What several pages share.

pub mod brand;
pub mod field;
pub mod frame;
pub mod icon;
pub mod languages;
pub mod money;
pub mod movements;
pub mod notice;
pub mod qr;
pub mod status;
