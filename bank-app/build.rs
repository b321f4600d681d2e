//! Makes the words of the pages out of `locales/`, one file a language, for the server alone: what
//! runs in the browser is given its words.
//!
//! The parts that `leptos_i18n_build` puts together, without the tools for ICU data that it brings.

#[cfg(not(feature = "ssr"))]
fn main() {}

/// The default first. A word that only one of them has ends the build.
#[cfg(feature = "ssr")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use leptos_i18n_codegen::gen_code;
    use leptos_i18n_parser::parse_locales::options::{Config, ParseOptions};
    use leptos_i18n_parser::parse_locales::parse_locales;

    let options = ParseOptions::new().interpolate_display(true);
    let config = Config::new("pt-BR")?.add_locale("en")?.parse_options(options);
    let locales = parse_locales(None, config)?;
    println!("cargo::rerun-if-changed=build.rs");
    for file in locales.tracked_files.iter().flatten() {
        println!("cargo::rerun-if-changed={file}");
    }
    let (errors, warnings) = locales.diag.borrow();
    for error in errors.iter() {
        println!("cargo::error={error}");
    }
    for warning in warnings.iter() {
        println!("cargo::error={warning}");
    }
    let code = gen_code(&locales, None, false, None, false)?;
    let folder = std::env::var_os("OUT_DIR").ok_or("cargo names no OUT_DIR")?;
    std::fs::write(std::path::Path::new(&folder).join("words.rs"), code.to_string())?;
    Ok(())
}
