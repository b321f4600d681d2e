//! A database of CodePix for each test.

use codepix::outbound::db::Migrator;
use codepix::setup::Operator;
use courier::{Clock, SystemClock};
use database::testing;
use pix::BankCode;
use sea_orm_migration::MigratorTrait;
use std::ops::Deref;

pub struct TestDatabase(testing::TestDatabase);

impl Deref for TestDatabase {
    type Target = testing::TestDatabase;

    fn deref(&self) -> &testing::TestDatabase {
        &self.0
    }
}

impl TestDatabase {
    /// Without a single table.
    pub async fn empty() -> Self {
        Self(testing::TestDatabase::empty().await)
    }

    pub async fn migrated() -> Self {
        let database = Self::empty().await;
        Migrator::up(database.open().await.pool(), None).await.unwrap();
        database
    }

    /// With the demo banks, accounts and keys.
    pub async fn seeded() -> Self {
        let database = Self::migrated().await;
        let operator = database.operator().await;
        let bank = |code| BankCode::parse(code).unwrap();
        operator
            .app
            .seed(&[(bank("001"), "BBX"), (bank("002"), "CTD")], SystemClock.now())
            .await
            .unwrap();
        operator.close().await;
        database
    }

    /// The use cases, as the CLI calls them.
    pub async fn operator(&self) -> Operator {
        let database_url = self.url.parse().unwrap();
        Operator::open(&codepix::config::DatabaseOptions { database_url }, None).await.unwrap()
    }
}
