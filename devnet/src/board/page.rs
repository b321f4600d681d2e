//! The board as HTML: the same picture that the script keeps up to date, whole without it.

use super::Board;
use super::snapshot::Snapshot;
use super::texts::{Lang, words};
use crate::plan::Plan;
use pix::demo;
use serde_json::{Value, json};
use std::fmt::Write;

const PAGE: &str = include_str!("page.html");
const PART: &str = include_str!("part.html");
const PLUG: &str = include_str!("plug.html");

/// The page.
pub fn page(board: &Board, lang: Lang) -> String {
    let plan = board.view.plan();
    let snapshot = serde_json::to_value(Snapshot::of(board, lang)).unwrap_or_default();
    let list = |name: &str| snapshot[name].as_array().cloned().unwrap_or_default();
    let parts: String = list("parts").iter().map(|each| part(each, lang)).collect();
    let log: String = list("log").iter().map(line).collect();
    let mut facts = snapshot;
    facts["words"] = words(lang);
    facts["plan"] = json!({
        "password": demo::PASSWORD,
        "grpc": plan.grpc_url.trim_start_matches("http://"),
        "data": plan.folder.path().display().to_string(),
    });
    fill(PAGE, &facts)
        .replace("<!--parts-->", &parts)
        .replace("<!--log-->", &log)
        .replace("<!--banks-->", &banks(plan))
}

fn part(part: &Value, lang: Lang) -> String {
    let store = &part["store"];
    let own = plugs(part, &part["title"], lang);
    let stores = plugs(store, &store["called"], lang);
    let title = match part["url"].as_str().unwrap_or_default() {
        "" => escape(&text(&part["title"])),
        url => format!("<a href=\"{}\">{}</a>", escape(url), escape(&text(&part["title"]))),
    };
    fill(PART, part)
        .replace("<!--title-->", &title)
        .replace("<!--plugs-->", &own)
        .replace("<!--store-plugs-->", &stores)
}

fn plugs(target: &Value, called: &Value, lang: Lang) -> String {
    let plug = |plug: &Value| {
        let mut facts = plug.clone();
        facts["part"] = target["name"].clone();
        facts["of"] = called.clone();
        facts["lang"] = json!(lang.tag());
        facts["off"] = json!(if plug["on"] == true { "" } else { "hidden" });
        fill(PLUG, &facts)
    };
    target["switches"].as_array().into_iter().flatten().map(plug).collect()
}

fn line(line: &Value) -> String {
    fill("<li><time>{{ago}}</time> <span>{{text}}</span></li>", line)
}

fn banks(plan: &Plan) -> String {
    let mut text = String::new();
    for bank in &plan.banks {
        let logins: Vec<String> =
            demo::customers(bank.code).into_iter().map(|each| escape(&each.login)).collect();
        let (name, url) = (escape(&bank.name), escape(&bank.url));
        let logins = logins.join(", ");
        let _ = write!(text, "<li><a href=\"{url}\">{name}</a> <span>{logins}</span></li>");
    }
    text
}

/// How many columns the picture has, and each bank's colour.
pub fn colours(plan: &Plan) -> String {
    let mut text = format!(":root {{ --columns: {}; }}\n", plan.banks.len() + 1);
    for bank in &plan.banks {
        let colour = match bank.theme.as_str() {
            "bbx" => "oklch(0.5 0.2 262)",
            "ctd" => "oklch(0.55 0.185 36)",
            other if is_colour(other) => other,
            _ => "oklch(0.5 0 0)",
        };
        let _ = writeln!(text, "[data-bank=\"bank{}\"] {{ --brand: {colour}; }}", bank.code);
    }
    text
}

/// Whether it is a colour such as `#7c3aed`, and nothing that could end the rule.
fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        [3, 6].contains(&digits.len()) && digits.chars().all(|digit| digit.is_ascii_hexdigit())
    })
}

/// The template with what `{{path.to.value}}` names in the facts.
fn fill(template: &str, facts: &Value) -> String {
    let mut pieces = template.split("{{");
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (path, rest) = piece.split_once("}}").unwrap_or_default();
        let value = path.split('.').fold(facts, |value, name| &value[name]);
        filled.push_str(&escape(&text(value)));
        filled.push_str(rest);
    }
    filled
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_part_says_cannot_become_markup() {
        let facts = json!({ "a": { "b": "<b a=\"&\">" }, "n": 3, "nothing": null });
        let filled = fill("<i>{{a.b}}|{{n}}|{{nothing}}|{{missing.too}}</i>", &facts);
        assert_eq!(filled, "<i>&lt;b a=&quot;&amp;&quot;&gt;|3||</i>");
    }

    #[test]
    fn a_theme_is_a_colour_or_none() {
        assert!(is_colour("#7c3aed") && is_colour("#abc"));
        for text in ["", "red", "#12", "#12345g", "#fff;}body{display:none", "url(x)"] {
            assert!(!is_colour(text), "{text}");
        }
    }
}
