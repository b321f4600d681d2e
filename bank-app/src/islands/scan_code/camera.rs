//! The browser's side of reading a QR code.

use super::Scanner;
use crate::islands::browser::{fill, has};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Array, Function, Object, Promise, Reflect};
use web_sys::{
    HtmlDialogElement, HtmlVideoElement, MediaStream, MediaStreamConstraints, MediaStreamTrack,
};

/// The browser's own reader of codes. No other is brought along: it would weigh more than the page.
const DETECTOR: &str = "BarcodeDetector";
/// How long to wait between two looks, in milliseconds.
const PAUSE_MS: i32 = 250;

/// Whether this browser has a camera to ask for and reads codes by itself.
pub(super) fn is_there() -> bool {
    has(&window(), DETECTOR) && has(&window().navigator(), "mediaDevices")
}

/// Looks for a code until there is one or the dialog is closed, and writes it into the field.
pub(super) fn look(scanner: Scanner, field: StoredValue<String>) {
    let (Some(dialog), Some(video)) =
        (scanner.dialog.get_untracked(), scanner.video.get_untracked())
    else {
        return;
    };
    scanner.is_denied.set(false);
    spawn_local(async move {
        match scan(&dialog, &video).await {
            Ok(Some(text)) => field.with_value(|field| fill(field, &text)),
            Ok(None) => {}
            Err(_) => scanner.is_denied.set(true),
        }
    });
}

/// Looks no more.
pub(super) fn close(scanner: Scanner) {
    if let Some(dialog) = scanner.dialog.get_untracked() {
        dialog.close();
    }
}

async fn scan(
    dialog: &HtmlDialogElement,
    video: &HtmlVideoElement,
) -> Result<Option<String>, JsValue> {
    let stream = camera().await?;
    let found = watch(dialog, video, &stream).await;
    for track in stream.get_tracks().iter() {
        track.unchecked_into::<MediaStreamTrack>().stop();
    }
    video.set_src_object(None);
    dialog.close();
    found
}

/// The camera at the back of a phone, or the only one. The browser asks its user.
async fn camera() -> Result<MediaStream, JsValue> {
    let wish = Object::new();
    Reflect::set(&wish, &"facingMode".into(), &"environment".into())?;
    let constraints = MediaStreamConstraints::new();
    constraints.set_video(&wish);
    let devices = window().navigator().media_devices()?;
    let stream = devices.get_user_media_with_constraints(&constraints)?;
    Ok(JsFuture::from(stream).await?.unchecked_into())
}

/// Shows what the camera sees until a code is in it. None where the dialog was closed before.
async fn watch(
    dialog: &HtmlDialogElement,
    video: &HtmlVideoElement,
    stream: &MediaStream,
) -> Result<Option<String>, JsValue> {
    let detector = detector()?;
    dialog.show_modal()?;
    video.set_src_object(Some(stream));
    JsFuture::from(video.play()?).await?;
    while dialog.open() {
        let codes = detect(&detector, video).await?;
        let first = Reflect::get(&codes.get(0), &"rawValue".into());
        if let Some(text) = first.ok().and_then(|text| text.as_string()) {
            return Ok(Some(text));
        }
        pause().await?;
    }
    Ok(None)
}

fn detector() -> Result<JsValue, JsValue> {
    let class: Function = Reflect::get(&window(), &DETECTOR.into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"formats".into(), &Array::of1(&"qr_code".into()))?;
    Reflect::construct(&class, &Array::of1(&options))
}

async fn detect(detector: &JsValue, video: &HtmlVideoElement) -> Result<Array, JsValue> {
    let detect: Function = Reflect::get(detector, &"detect".into())?.dyn_into()?;
    let codes: Promise = Reflect::apply(&detect, detector, &Array::of1(video))?.dyn_into()?;
    JsFuture::from(codes).await?.dyn_into()
}

async fn pause() -> Result<JsValue, JsValue> {
    let mut later = |resolve: Function, _: Function| {
        // It fails for what is no function only.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, PAUSE_MS);
    };
    JsFuture::from(Promise::new(&mut later)).await
}
