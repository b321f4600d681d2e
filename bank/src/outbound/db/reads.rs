//! Reads that need no lock.

use super::{
    BankStore, codes, contacts, notes, rows, schedules, sessions, statement, text, wishes,
};
use crate::app::ports::{
    Books, Draft, KeyCode, Letter, Place, Placed, Reads, SessionRow, Sought, Span, Tried,
};
use crate::app::views::{Account, Contact, Session};
use crate::domain::{self, Pin, Recipient, Schedule, Transfer, Wish, WishPlace};
use courier::StoreError;
use database::{Cells, store_error};
use pix::{AccountId, ClaimId, Day, Key, Timestamp, TransferId};
use uuid::Uuid;

#[async_trait::async_trait]
impl Reads for BankStore {
    async fn find_account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let row = self
            .one(&format!("{} WHERE id = $1", rows::SELECT_ACCOUNTS), vec![self.id(id.uuid())])
            .await?;
        row.as_ref().map(rows::account_view).transpose()
    }

    async fn find_number(&self, number: &str) -> Result<Option<Account>, StoreError> {
        let row = self
            .one(&format!("{} WHERE number = $1", rows::SELECT_ACCOUNTS), vec![text(number)])
            .await?;
        row.as_ref().map(rows::account_view).transpose()
    }

    async fn find_login(&self, login: &str) -> Result<Option<(AccountId, String)>, StoreError> {
        let row = self
            .one("SELECT id, password_hash FROM accounts WHERE login = $1", vec![text(login)])
            .await?;
        row.map(|row| Ok((AccountId::from_uuid(row.id("id")?), row.cell("password_hash")?)))
            .transpose()
    }

    async fn find_document(&self, document: &str) -> Result<Option<AccountId>, StoreError> {
        let row =
            self.one("SELECT id FROM accounts WHERE document = $1", vec![text(document)]).await?;
        row.map(|row| Ok(AccountId::from_uuid(row.id("id")?))).transpose()
    }

    async fn find_pin(&self, account: AccountId) -> Result<Option<Pin>, StoreError> {
        let sql = format!("{} WHERE account = $1", rows::SELECT_PINS);
        let row = self.one(&sql, vec![self.id(account.uuid())]).await?;
        row.map(|row| Ok(rows::pin(&row)?.1)).transpose()
    }

    async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let found = self
            .database
            .query(&format!("{} ORDER BY number", rows::SELECT_ACCOUNTS), Vec::new())
            .await
            .map_err(store_error)?;
        found.iter().map(rows::account_view).collect()
    }

    async fn unregistered(&self) -> Result<Vec<domain::Account>, StoreError> {
        let sql =
            format!("{} WHERE registered = 0 ORDER BY created_at LIMIT 100", rows::SELECT_ACCOUNTS);
        let found = self.database.query(&sql, Vec::new()).await.map_err(store_error)?;
        found.iter().map(rows::account).collect()
    }

    async fn known_keys(&self, account: AccountId) -> Result<Vec<(Key, Timestamp)>, StoreError> {
        let sql = "SELECT kind, key, known_at FROM known_keys WHERE account = $1 ORDER BY known_at, kind, key";
        let found =
            self.database.query(sql, vec![self.id(account.uuid())]).await.map_err(store_error)?;
        found
            .iter()
            .map(|row| Ok((rows::key(row, "kind", "key")?, rows::moment(row, "known_at")?)))
            .collect()
    }

    async fn waiting_wishes(
        &self,
        after: Option<WishPlace>,
        limit: u32,
    ) -> Result<Vec<Wish>, StoreError> {
        wishes::page(self, wishes::WAITING, after, limit).await
    }

    async fn waiting_wishes_of(
        &self,
        claim: ClaimId,
        account: AccountId,
    ) -> Result<Vec<Wish>, StoreError> {
        wishes::waiting_of(self, claim, account).await
    }

    async fn followed_claims(
        &self,
        after: Option<WishPlace>,
        limit: u32,
    ) -> Result<Vec<Wish>, StoreError> {
        wishes::page(self, wishes::FOLLOWED, after, limit).await
    }

    async fn wishes_of(&self, account: AccountId, limit: u32) -> Result<Vec<Wish>, StoreError> {
        wishes::of_account(self, account, limit).await
    }

    async fn movements(
        &self,
        account: AccountId,
        span: &Span,
        sought: &Sought,
        limit: u32,
    ) -> Result<Vec<Placed>, StoreError> {
        statement::movements(self, account, span, sought, limit).await
    }

    async fn places(
        &self,
        account: AccountId,
        span: &Span,
        skip: u32,
    ) -> Result<Vec<Place>, StoreError> {
        statement::places(self, account, span, skip).await
    }

    async fn find_transfer(
        &self,
        id: TransferId,
        account: AccountId,
    ) -> Result<Option<Transfer>, StoreError> {
        let sql = format!("{} WHERE id = $1 AND account = $2", rows::SELECT_TRANSFERS);
        let row = self.one(&sql, vec![self.id(id.uuid()), self.id(account.uuid())]).await?;
        row.as_ref().map(rows::transfer).transpose()
    }

    async fn remember_payer(&self, id: TransferId, payer: &Recipient) -> Result<(), StoreError> {
        notes::remember_payer(self, id, payer).await
    }

    async fn find_returns(
        &self,
        of: TransferId,
        account: AccountId,
    ) -> Result<Vec<Transfer>, StoreError> {
        let sql = format!(
            "{} WHERE return_of = $1 AND account = $2 ORDER BY created_at, id",
            rows::SELECT_TRANSFERS
        );
        let values = vec![self.id(of.uuid()), self.id(account.uuid())];
        let found = self.database.query(&sql, values).await.map_err(store_error)?;
        found.iter().map(rows::transfer).collect()
    }

    async fn due_schedules(&self, day: Day, limit: u32) -> Result<Vec<Schedule>, StoreError> {
        schedules::due(self, day, limit).await
    }

    async fn schedules(&self, account: AccountId, limit: u32) -> Result<Vec<Schedule>, StoreError> {
        schedules::of_account(self, account, limit).await
    }

    async fn find_schedule(
        &self,
        id: TransferId,
        account: AccountId,
    ) -> Result<Option<Schedule>, StoreError> {
        schedules::find(self, id, account).await
    }

    async fn books(&self) -> Result<Books, StoreError> {
        self.read_books().await
    }

    async fn recall_recipient(&self, key: &Key) -> Result<Option<Recipient>, StoreError> {
        notes::recall_recipient(self, key).await
    }

    async fn remember_recipient(
        &self,
        key: &Key,
        recipient: &Recipient,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        notes::remember_recipient(self, key, recipient, now).await
    }

    async fn find_draft(
        &self,
        id: TransferId,
        account: AccountId,
    ) -> Result<Option<Draft>, StoreError> {
        notes::find_draft(self, id, account).await
    }

    async fn save_draft(&self, draft: &Draft, now: Timestamp) -> Result<bool, StoreError> {
        notes::save_draft(self, draft, now).await
    }

    async fn paid(
        &self,
        account: AccountId,
        scan: u32,
    ) -> Result<Vec<(Key, Recipient)>, StoreError> {
        contacts::paid(self, account, scan).await
    }

    async fn favourites(&self, account: AccountId) -> Result<Vec<Contact>, StoreError> {
        contacts::favourites(self, account).await
    }

    async fn keep_favourite(
        &self,
        account: AccountId,
        key: &Key,
        recipient: &Recipient,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        contacts::keep(self, account, key, recipient, now).await
    }

    async fn drop_favourite(&self, account: AccountId, key: &Key) -> Result<(), StoreError> {
        contacts::drop(self, account, key).await
    }

    async fn load_session(&self, id: &str) -> Result<Option<(String, i64)>, StoreError> {
        sessions::load(self, id).await
    }

    async fn create_session(&self, id: &str, row: &SessionRow) -> Result<(), StoreError> {
        sessions::create(self, id, row).await
    }

    async fn save_session(&self, id: &str, row: &SessionRow) -> Result<(), StoreError> {
        sessions::save(self, id, row).await
    }

    async fn delete_session(&self, id: &str) -> Result<(), StoreError> {
        sessions::delete(self, id).await
    }

    async fn sessions_of(&self, account: AccountId, now: i64) -> Result<Vec<Session>, StoreError> {
        sessions::of(self, account, now).await
    }

    async fn end_session(&self, account: AccountId, handle: Uuid) -> Result<(), StoreError> {
        sessions::end(self, account, handle).await
    }

    async fn end_other_sessions(&self, account: AccountId, kept: Uuid) -> Result<(), StoreError> {
        sessions::end_others(self, account, kept).await
    }

    async fn keep_code(
        &self,
        code: &KeyCode,
        since: Timestamp,
        most: i64,
    ) -> Result<bool, StoreError> {
        codes::keep(self, code, (since, most)).await
    }

    async fn find_code(&self, id: Uuid, account: AccountId) -> Result<Option<KeyCode>, StoreError> {
        codes::find(self, id, account).await
    }

    async fn latest_code(
        &self,
        account: AccountId,
        key: &Key,
    ) -> Result<Option<KeyCode>, StoreError> {
        codes::latest(self, account, key).await
    }

    async fn has_shown(
        &self,
        account: AccountId,
        key: &Key,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        codes::has_shown(self, account, key, now).await
    }

    async fn try_code(
        &self,
        id: Uuid,
        account: AccountId,
        most: u32,
    ) -> Result<Option<Tried>, StoreError> {
        codes::try_code(self, id, account, most).await
    }

    async fn give_back_try(&self, id: Uuid) -> Result<(), StoreError> {
        codes::give_back_try(self, id).await
    }

    async fn keep_shown(&self, id: Uuid) -> Result<(), StoreError> {
        codes::keep_shown(self, id).await
    }

    async fn spend_code(&self, id: Uuid) -> Result<(), StoreError> {
        codes::spend(self, id).await
    }

    async fn inbox(&self, account: AccountId, limit: u32) -> Result<Vec<Letter>, StoreError> {
        codes::inbox(self, account, limit).await
    }

    async fn tidy(&self, now: Timestamp) -> Result<(), StoreError> {
        notes::tidy(self, now).await
    }

    async fn is_up(&self) -> bool {
        self.database.is_up().await
    }
}
