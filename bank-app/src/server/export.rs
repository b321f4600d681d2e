use super::language::speaking;
use super::signed_in::SignedIn;
use super::web::Web;
use crate::pages::statement::asked::Asked;
use crate::texts::{Locale, tr};
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use bank::app::statement::{Export, Named};
use bank::app::views::Account;
use futures::{Stream, stream};
use http::{StatusCode, Uri, header};
use tokio_util::sync::CancellationToken;

mod csv;
mod ofx;

/// A kind of file that a statement is written as, piece by piece.
trait Format: Send + 'static {
    /// What browsers are told of it.
    const MEDIA: &'static str;
    /// How its name ends.
    const ENDING: &'static str;

    fn begin(&self) -> String;
    fn write(&self, movements: &[Named]) -> String;
    fn end(&self) -> String;
}

/// `/statement.csv`
pub async fn csv(
    web: State<Web>,
    customer: Extension<SignedIn>,
    locale: Extension<Locale>,
    uri: Uri,
) -> Response {
    answer(web, customer, locale, uri, |_, _, _| csv::Csv).await
}

/// `/statement.ofx`
pub async fn ofx(
    web: State<Web>,
    customer: Extension<SignedIn>,
    locale: Extension<Locale>,
    uri: Uri,
) -> Response {
    answer(web, customer, locale, uri, ofx::Ofx::new).await
}

/// The whole of what the address asks for, however much it is: read while it is sent, so that
/// neither waits for the other. A page says what is wrong with an address.
async fn answer<F: Format>(
    State(web): State<Web>,
    Extension(customer): Extension<SignedIn>,
    Extension(locale): Extension<Locale>,
    uri: Uri,
    format: impl FnOnce(&Web, &Account, &Export) -> F,
) -> Response {
    let asked = Asked::of(&uri).from_the_newest();
    let Ok(filter) = asked.filter() else {
        return Redirect::to(&asked.address()).into_response();
    };
    let account = match web.bank.account(customer.account).await {
        Ok(Some(account)) => account,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let Ok(export) = web.bank.export_statement(account.id, &filter).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let format = format(&web, &account, &export);
    let name = speaking(locale, || tr!(statement.file, number = &account.number));
    let disposition = format!("attachment; filename=\"{name}.{}\"", F::ENDING);
    let file = File { format, export, locale, stop: web.stop.clone(), next: Part::Beginning };
    let headers = [
        (header::CONTENT_TYPE, F::MEDIA.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, Body::from_stream(pieces(file))).into_response()
}

/// A file that is being written.
struct File<F> {
    format: F,
    export: Export,
    locale: Locale,
    stop: CancellationToken,
    next: Part,
}

/// What of a file comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Beginning,
    Movements,
    Nothing,
}

fn pieces<F: Format>(file: File<F>) -> impl Stream<Item = Result<Bytes, String>> {
    stream::unfold(file, |mut file| async move {
        let piece = file.piece().await.transpose()?;
        if piece.is_err() {
            file.next = Part::Nothing;
        }
        Some((piece, file))
    })
}

impl<F: Format> File<F> {
    /// The next piece; none at the end. A file that cannot be finished breaks off with an error, so
    /// that no browser takes it for whole.
    async fn piece(&mut self) -> Result<Option<Bytes>, String> {
        let text = match self.next {
            Part::Nothing => return Ok(None),
            Part::Beginning => {
                self.next = Part::Movements;
                speaking(self.locale, || self.format.begin())
            }
            Part::Movements if self.stop.is_cancelled() => return Err("the bank stops".to_owned()),
            Part::Movements => {
                if let Some(movements) =
                    self.export.next().await.map_err(|error| error.to_string())?
                {
                    speaking(self.locale, || self.format.write(&movements))
                } else {
                    self.next = Part::Nothing;
                    speaking(self.locale, || self.format.end())
                }
            }
        };
        Ok(Some(Bytes::from(text)))
    }
}
