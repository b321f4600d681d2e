//! bank-app
