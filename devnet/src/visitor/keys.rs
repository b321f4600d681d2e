//! A customer's keys, by the forms of the pages.

use super::{Page, Visitor};
use crate::error::Result;

impl Visitor {
    /// Registers a key of a kind as forms name it; the code of one that needs a code is read in the
    /// demo's inbox. Gives the page with the keys, or one that says what is wrong.
    ///
    /// # Errors
    /// The bank does not answer, or shows nobody what it sends.
    pub async fn register_key(&self, kind: &str, key: &str) -> Result<Page> {
        let page = self.open("/keys").await?;
        let fields = [("Tipo de chave", kind), ("Chave Pix", key)];
        let page = self.submit(&page, "Cadastrar chave", &fields).await?;
        if page.path != "/keys/confirm" {
            return Ok(page);
        }
        let code = self.open("/inbox").await?.attribute("letter", "data-code")?;
        self.submit(&page, "Confirmar código", &[("Código", &code)]).await
    }
}
