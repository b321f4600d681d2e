use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderValue, header};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

/// Where the browser finds what a page is made of. The addresses change with the content, so that
/// it is fetched once.
#[derive(Clone, Debug)]
pub struct Assets {
    /// The style sheet.
    pub style: String,
    /// The islands' script.
    pub script: String,
    /// The islands' WebAssembly.
    pub binary: String,
}

impl Assets {
    /// Reads what `make` built into `site_root`. Without it pages work, but plainly: no style, no
    /// islands.
    pub fn read(site_root: &str) -> Self {
        let address = |name: &str| match std::fs::read(Path::new(site_root).join("pkg").join(name))
        {
            Ok(content) => {
                let mut hasher = DefaultHasher::new();
                content.hash(&mut hasher);
                format!("/pkg/{name}?v={:016x}", hasher.finish())
            }
            Err(error) => {
                tracing::warn!(%error, "LEPTOS_SITE_ROOT ({site_root}) has no pkg/{name}: pages will lack it");
                format!("/pkg/{name}")
            }
        };
        Self {
            style: address("bank-app.css"),
            script: address("bank-app.js"),
            binary: address("bank-app.wasm"),
        }
    }
}

/// Middleware of these files: kept for good under an address that changes with the content, else
/// asked for each time.
pub async fn keep(request: Request, next: Next) -> Response {
    let is_versioned = request.uri().query().is_some_and(|query| query.starts_with("v="))
        || is_font(request.uri().path());
    let mut response = next.run(request).await;
    let rule = if is_versioned && response.status().is_success() {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(rule));
    response
}

/// A font never changes: another one gets another name.
fn is_font(path: &str) -> bool {
    path.starts_with("/fonts/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_changes_with_the_content_and_only_with_it() {
        let root = std::env::temp_dir().join(format!("bank-app-assets-{}", std::process::id()));
        std::fs::create_dir_all(root.join("pkg")).unwrap();
        let read = || Assets::read(root.to_str().unwrap()).style;
        assert_eq!(read(), "/pkg/bank-app.css");
        std::fs::write(root.join("pkg/bank-app.css"), "a{}").unwrap();
        let first = read();
        assert!(first.starts_with("/pkg/bank-app.css?v="));
        assert_eq!(read(), first);
        std::fs::write(root.join("pkg/bank-app.css"), "b{}").unwrap();
        assert_ne!(read(), first);
        std::fs::remove_dir_all(root).unwrap();
    }
}
