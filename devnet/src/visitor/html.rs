//! As much of HTML as our pages need: forms with their fields and labels, attributes, text. No
//! document tree.

/// A form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Where it posts to; empty where that is the page itself.
    pub action: String,
    /// Its fields, in order.
    pub fields: Vec<Field>,
    /// What its buttons say.
    pub buttons: Vec<String>,
    /// Labels that name a field by its id.
    labels: Vec<(String, String)>,
}

/// A field of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its value as the page has it.
    pub value: String,
    id: String,
    label: String,
}

impl Form {
    /// What a browser would send if nobody typed anything.
    pub fn values(&self) -> Vec<(String, String)> {
        self.fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect()
    }

    /// The name of the field with this label.
    pub fn name_of(&self, label: &str) -> Option<&str> {
        let id = self.labels.iter().find(|(_, text)| text.starts_with(label)).map(|(id, _)| id);
        let is_it = |field: &&Field| Some(&field.id) == id || field.label.starts_with(label);
        self.fields.iter().find(is_it).map(|field| field.name.as_str())
    }
}

/// A piece of a page.
enum Piece<'a> {
    Tag(Tag<'a>),
    Text(&'a str),
}

/// A tag: `<name attributes>`, or `</name>`.
#[derive(Clone, Copy)]
struct Tag<'a> {
    name: &'a str,
    closes: bool,
    attributes: &'a str,
}

impl Tag<'_> {
    fn is(&self, name: &str) -> bool {
        !self.closes && self.name.eq_ignore_ascii_case(name)
    }

    fn ends(&self, name: &str) -> bool {
        self.closes && self.name.eq_ignore_ascii_case(name)
    }

    /// An attribute's value; empty for one without.
    fn get(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
            let found = &rest[..end];
            let (value, after) = value(&rest[end..]);
            if found.eq_ignore_ascii_case(name) {
                return Some(unescape(value));
            }
            rest = after;
        }
    }
}

/// The value behind an attribute's name, and what follows.
fn value(text: &str) -> (&str, &str) {
    let Some(text) = text.trim_start().strip_prefix('=') else {
        return ("", text);
    };
    let text = text.trim_start();
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => text[1..].split_once(quote).unwrap_or((&text[1..], "")),
        _ => text.split_at(text.find(char::is_whitespace).unwrap_or(text.len())),
    }
}

/// The pieces of a page, without comments and without what is inside scripts and styles.
fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        if start > 0 {
            pieces.push(Piece::Text(&rest[..start]));
        }
        rest = &rest[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            // `<!-->` is a whole comment, and Leptos writes such.
            rest = comment
                .strip_prefix('>')
                .or_else(|| comment.split_once("-->").map(|(_, after)| after))
                .unwrap_or("");
            continue;
        }
        let Some(end) = tag_end(rest) else { break };
        let inside = &rest[1..end];
        rest = &rest[end + 1..];
        let (closes, inside) =
            inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
        let name_end = inside.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inside.len());
        let tag = Tag { name: &inside[..name_end], closes, attributes: &inside[name_end..] };
        pieces.push(Piece::Tag(tag));
        for raw in ["script", "style"] {
            if tag.is(raw) {
                rest = rest.find(&format!("</{raw}")).map_or("", |end| &rest[end..]);
            }
        }
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// Where a tag ends: its `>` outside of quotes.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (index, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(index),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The forms of a page.
pub fn forms(html: &str) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut reader = Reader::default();
    for piece in pieces(html) {
        match piece {
            Piece::Tag(tag) if tag.is("form") => {
                reader = Reader {
                    form: Some(Form {
                        action: tag.get("action").unwrap_or_default(),
                        ..Form::default()
                    }),
                    ..Reader::default()
                };
            }
            Piece::Tag(tag) if tag.ends("form") => forms.extend(reader.form.take()),
            Piece::Tag(tag) => reader.tag(tag),
            Piece::Text(text) => reader.text(text),
        }
    }
    forms
}

/// What a form's reader is in the middle of.
#[derive(Default)]
struct Reader {
    form: Option<Form>,
    button: Option<String>,
    /// The label's `for`, its text, and the field inside it.
    label: Option<(Option<String>, String, Option<usize>)>,
    textarea: bool,
    select: bool,
}

impl Reader {
    fn tag(&mut self, tag: Tag<'_>) {
        let Some(form) = &mut self.form else { return };
        match tag.name.to_ascii_lowercase().as_str() {
            "input" | "textarea" | "select" if !tag.closes => {
                self.textarea = tag.is("textarea");
                self.select = tag.is("select");
                if let Some(field) = field(tag) {
                    form.fields.push(field);
                    if let Some((_, _, inside)) = &mut self.label {
                        *inside = Some(form.fields.len() - 1);
                    }
                }
            }
            "option" if !tag.closes && self.select => {
                let chosen = tag.get("selected").is_some();
                if let Some(field) =
                    form.fields.last_mut().filter(|field| chosen || field.value.is_empty())
                {
                    field.value = tag.get("value").unwrap_or_default();
                }
            }
            "textarea" => self.textarea = false,
            "select" => self.select = false,
            "label" if !tag.closes => self.label = Some((tag.get("for"), String::new(), None)),
            "label" => self.end_label(),
            "button" if !tag.closes => self.button = Some(String::new()),
            "button" => form.buttons.extend(self.button.take().map(|text| squeeze(&text))),
            _ => {}
        }
    }

    fn end_label(&mut self) {
        let (Some(form), Some((names, text, inside))) = (&mut self.form, self.label.take()) else {
            return;
        };
        let text = squeeze(&text);
        if let Some(id) = names {
            form.labels.push((id, text));
        } else if let Some(field) = inside.and_then(|index| form.fields.get_mut(index)) {
            field.label = text;
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(button) = &mut self.button {
            button.push_str(text);
        } else if let (true, Some(form)) = (self.textarea, &mut self.form) {
            if let Some(field) = form.fields.last_mut() {
                field.value.push_str(&unescape(text));
            }
        } else if let Some((_, label, _)) = &mut self.label {
            label.push_str(text);
        }
    }
}

/// A field that would be sent; buttons and boxes without a tick would not.
fn field(tag: Tag<'_>) -> Option<Field> {
    let kind = tag.get("type").unwrap_or_default();
    let off = ["checkbox", "radio"].contains(&kind.as_str()) && tag.get("checked").is_none();
    if off || ["submit", "button", "reset"].contains(&kind.as_str()) {
        return None;
    }
    Some(Field {
        name: tag.get("name")?,
        value: tag.get("value").unwrap_or_default(),
        id: tag.get("id").unwrap_or_default(),
        label: tag.get("aria-label").unwrap_or_default(),
    })
}

/// An attribute of the first element with this test id.
pub fn attribute(html: &str, test_id: &str, name: &str) -> Option<String> {
    pieces(html).into_iter().find_map(|piece| match piece {
        Piece::Tag(tag) if tag.get("data-testid").as_deref() == Some(test_id) => tag.get(name),
        _ => None,
    })
}

/// What the elements with `role="alert"` say, those that say nothing left out.
pub fn alerts(html: &str) -> Vec<String> {
    let mut alerts = Vec::new();
    // The alert's tag, how often that tag is open inside it, its text.
    let mut open: Option<(String, usize, String)> = None;
    for piece in pieces(html) {
        match (piece, &mut open) {
            (Piece::Tag(tag), None) if tag.get("role").as_deref() == Some("alert") => {
                open = Some((tag.name.to_owned(), 1, String::new()));
            }
            (Piece::Tag(tag), Some((name, depth, text))) if tag.name == name => {
                *depth = if tag.closes { *depth - 1 } else { *depth + 1 };
                if *depth == 0 {
                    alerts.push(squeeze(text));
                    open = None;
                }
            }
            (Piece::Text(piece), Some((_, _, text))) => text.push_str(piece),
            _ => {}
        }
    }
    alerts.retain(|text| !text.is_empty());
    alerts
}

/// The text of a page.
pub fn text_of(html: &str) -> String {
    let texts = pieces(html).into_iter().filter_map(|piece| match piece {
        Piece::Text(text) => Some(text),
        Piece::Tag(_) => None,
    });
    squeeze(&texts.collect::<Vec<_>>().join(" "))
}

fn squeeze(text: &str) -> String {
    unescape(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut plain = text.to_owned();
    for (entity, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ] {
        plain = plain.replace(entity, character);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!DOCTYPE html><html><head><script>if (a < b) { "<form>" }</script></head><body>
        <!--<form action="/no">--><p role="alert"></p><div role="alert">Sem <b>saldo</b>.<!> Tente <div>menos</div></div>
        <form method="post" action="/api/send?a=1&amp;b=2"><input type="hidden" name="id" value="7">
        <label for="k">Chave<!----> Pix</label><input id="k" name="key" value="a&quot;b" required>
        <label>Valor <input name="amount"></label><textarea name="message">oi
        &amp; tchau</textarea><select name="kind"><option value="cpf">CPF</option><option value="email" selected>E</option></select>
        <input type="checkbox" name="later"><button type="submit"><span>Continuar</span></button></form>
        <form action="/logout"><button>Sair</button></form>
        <strong data-testid="balance" data-cents="-1050">-R$ 10,50</strong></body></html>"#;

    #[test]
    fn a_form_is_read_as_a_browser_would_send_it() {
        let forms = forms(PAGE);
        assert_eq!(forms.len(), 2);
        assert_eq!(forms[0].action, "/api/send?a=1&b=2");
        let pairs = [
            ("id", "7"),
            ("key", "a\"b"),
            ("amount", ""),
            ("message", "oi\n        & tchau"),
            ("kind", "email"),
        ];
        assert_eq!(
            forms[0].values(),
            pairs.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert_eq!(forms[0].buttons, ["Continuar"]);
        assert_eq!(forms[1].buttons, ["Sair"]);
    }

    #[test]
    fn fields_are_found_by_their_labels() {
        let form = &forms(PAGE)[0];
        assert_eq!(form.name_of("Chave Pix"), Some("key"));
        assert_eq!(form.name_of("Valor"), Some("amount"));
        assert_eq!(form.name_of("Senha"), None);
    }

    #[test]
    fn attributes_alerts_and_text_are_found() {
        assert_eq!(attribute(PAGE, "balance", "data-cents").as_deref(), Some("-1050"));
        assert_eq!(attribute(PAGE, "balance", "data-state"), None);
        assert_eq!(alerts(PAGE), ["Sem saldo. Tente menos"]);
        assert!(text_of(PAGE).contains("-R$ 10,50") && !text_of(PAGE).contains("a < b"));
    }
}
