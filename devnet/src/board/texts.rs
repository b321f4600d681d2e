//! Every word of the board, in Portuguese and in English.

use super::journal::Event;
use super::parts::{Look, Seen};
use super::switches::{Switch, Target};
use crate::plan::{PartName, Plan};
use serde::Serialize;

/// A language of the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Lang {
    /// Portuguese as Brazil writes it.
    #[serde(rename = "pt-BR")]
    Pt,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// From `?lang=` where that names one, else from `Accept-Language`; Portuguese otherwise.
    pub fn choose(wanted: Option<&str>, accepted: Option<&str>) -> Self {
        let known = |tag: &str| match tag.trim().get(..2)?.to_ascii_lowercase().as_str() {
            "pt" => Some(Self::Pt),
            "en" => Some(Self::En),
            _ => None,
        };
        let mut accepted = accepted.unwrap_or_default().split(',');
        wanted.and_then(known).or_else(|| accepted.find_map(known)).unwrap_or(Self::Pt)
    }

    /// Chooses between a sentence in Portuguese and one in English.
    pub const fn say<'a>(self, pt: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Pt => pt,
            Self::En => en,
        }
    }

    /// Its tag, as `?lang=` and the page name it.
    pub const fn tag(self) -> &'static str {
        self.say("pt-BR", "en")
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Pt => Self::En,
            Self::En => Self::Pt,
        }
    }

    /// How long, in the largest unit that fits.
    pub fn span(self, seconds: u64) -> String {
        match seconds {
            0..60 => format!("{seconds} s"),
            60..3600 => format!("{} min", seconds / 60),
            _ => format!("{} h", seconds / 3600),
        }
    }

    /// How long ago.
    pub fn ago(self, seconds: u64) -> String {
        if seconds < 1 {
            return self.say("agora", "now").to_owned();
        }
        let span = self.span(seconds);
        match self {
            Self::Pt => format!("há {span}"),
            Self::En => format!("{span} ago"),
        }
    }

    /// A whole number with its thousands apart.
    pub fn number(self, number: u64) -> String {
        let digits = number.to_string();
        let separator = self.say(".", ",");
        let first = (digits.len() + 2) % 3 + 1;
        let (head, tail) = digits.split_at(first.min(digits.len()));
        let mut text = head.to_owned();
        for start in (0..tail.len()).step_by(3) {
            text.push_str(separator);
            text.push_str(&tail[start..start + 3]);
        }
        text
    }
}

/// The words that stand on the page whatever happens.
pub fn words(lang: Lang) -> serde_json::Value {
    let say = |pt, en| lang.say(pt, en);
    serde_json::json!({
        "lang": lang.tag(),
        "other_lang": lang.other().tag(),
        "other_lang_name": lang.other().say("Português", "English"),
        "title": say("Quadro de falhas", "Fault board"),
        "lead": say(
            "Puxe qualquer tomada. O que um banco aceitou chega, e chega uma vez só.",
            "Pull any plug. What a bank accepted arrives, and arrives once.",
        ),
        "skip": say("Ir para a rede", "Skip to the network"),
        "network": say("A rede", "The network"),
        "lost": say("Perdidas", "Lost"),
        "doubled": say("Dobradas", "Doubled"),
        "open": say("Em aberto", "Open"),
        "transfers": say("Transferências", "Transfers"),
        "money": say("Dinheiro na rede", "Money in the network"),
        "parked": say("Separadas", "Parked"),
        "always_zero": say("sempre 0", "always 0"),
        "load": say("Carga", "Load"),
        "load_lead": say(
            "Clientes mandam centavos uns aos outros, pelas páginas dos bancos.",
            "Customers send each other centavos, through the banks' own pages.",
        ),
        "a_second": say("por segundo", "a second"),
        "rate": say("Transferências por segundo", "Transfers a second"),
        "set": say("Aplicar", "Set"),
        "accepted": say("Aceitas", "Accepted"),
        "completed": say("Concluídas", "Completed"),
        "refused": say("Recusadas", "Refused"),
        "unanswered": say("Sem resposta", "Unanswered"),
        "log": say("O que aconteceu", "What happened"),
        "nothing_yet": say(
            "Nada ainda. Ligue a carga e derrube alguma coisa.",
            "Nothing yet. Turn the load on and kill something.",
        ),
        "password": say("Senha de todos", "Everybody's password"),
        "data": say("Dados e registros", "Data and logs"),
        "lost_touch": say(
            "O devnet não responde. O que se vê aqui é de antes.",
            "devnet does not answer. What you see is from before.",
        ),
    })
}

/// What is written on a switch.
pub const fn switch(lang: Lang, switch: Switch) -> &'static str {
    match switch {
        Switch::Kill => lang.say("Derrubar", "Kill"),
        Switch::Freeze => lang.say("Congelar", "Freeze"),
        Switch::Thaw => lang.say("Descongelar", "Thaw"),
        Switch::Restart => lang.say("Religar", "Restart"),
        Switch::Wipe => lang.say("Apagar", "Wipe"),
    }
}

/// What a switch does to a target.
pub const fn effect(lang: Lang, target: Target, switch: Switch) -> &'static str {
    match (target, switch) {
        (Target::Program(_), Switch::Kill) => lang
            .say("SIGKILL: morre agora e fica fora do ar", "SIGKILL: dies at once and stays down"),
        (Target::Program(_), Switch::Freeze) => lang.say(
            "SIGSTOP: fica parado com o que tem na mão",
            "SIGSTOP: stands still with what it holds",
        ),
        (Target::Program(_), Switch::Thaw) => {
            lang.say("SIGCONT: segue de onde parou", "SIGCONT: goes on where it stopped")
        }
        (Target::Program(_), Switch::Restart) => lang.say(
            "começa de novo, do que está no banco de dados",
            "begins again from what its database holds",
        ),
        (Target::Database(_), Switch::Kill) => lang.say(
            "corta as conexões e não deixa ninguém entrar",
            "ends every connection and lets nobody in",
        ),
        (Target::Database(_), Switch::Freeze) => {
            lang.say("quem lê, lê; quem grava, espera", "reading goes on, writing waits")
        }
        (Target::Database(_), Switch::Thaw) => {
            lang.say("o que esperava é gravado", "what waited is written")
        }
        (Target::Database(_), Switch::Restart) => lang.say(
            "corta as conexões e deixa entrar de novo",
            "ends every connection and lets in again",
        ),
        (_, Switch::Wipe) => lang.say("esquece todas as mensagens", "forgets every message"),
    }
}

/// What a part is called.
pub fn title(plan: &Plan, part: PartName, lang: Lang) -> String {
    match part {
        PartName::Broker if plan.bootstrap.starts_with('@') => lang.say("Broker", "Broker").into(),
        PartName::Broker => "Kafka".into(),
        PartName::CodePix => "CodePix".into(),
        PartName::Bank(code) => {
            let bank = plan.banks.iter().find(|bank| bank.code == code);
            bank.map_or_else(|| code.to_string(), |bank| bank.name.clone())
        }
    }
}

/// What a target is called in a sentence.
pub fn called(plan: &Plan, target: Target, lang: Lang) -> String {
    match target {
        Target::Program(part) => title(plan, part, lang),
        Target::Database(part) => {
            let part = title(plan, part, lang);
            match lang {
                Lang::Pt => format!("Banco de dados do {part}"),
                Lang::En => format!("{part}'s database"),
            }
        }
    }
}

/// A part's looks in a word.
pub const fn look(lang: Lang, look: Look) -> &'static str {
    match look {
        Look::Ready => lang.say("pronto", "ready"),
        Look::Starting => lang.say("começando", "starting"),
        Look::Waits => lang.say("espera", "waits"),
        Look::Silent => lang.say("não responde", "silent"),
        Look::Frozen => lang.say("congelado", "frozen"),
        Look::Down => lang.say("fora do ar", "down"),
        Look::Outside => lang.say("de fora", "from outside"),
    }
}

fn one_lack(lang: Lang, what: &str) -> String {
    match what {
        "codepix" => lang.say("pelo CodePix", "CodePix").into(),
        "broker" => lang.say("pelo broker", "the broker").into(),
        "database" => lang.say("pelo banco de dados", "its database").into(),
        other => other.into(),
    }
}

fn lack(lang: Lang, lacks: &[String]) -> String {
    let all: Vec<String> = lacks.iter().map(|what| one_lack(lang, what)).collect();
    all.join(lang.say(" e ", " and "))
}

/// The line below a part's name.
pub fn about(lang: Lang, part: &Seen, open: usize) -> String {
    let open_text = || match (open, lang) {
        (0, _) => String::new(),
        (_, Lang::Pt) => format!("{} a caminho", lang.number(wide(open))),
        (_, Lang::En) => format!("{} under way", lang.number(wide(open))),
    };
    let lacks = || format!("{} {}", lang.say("espera", "waits for"), lack(lang, &part.lacks));
    match part.look {
        Look::Waits if open > 0 => format!("{} · {}", lacks(), open_text()),
        Look::Waits => lacks(),
        Look::Outside => lang
            .say("foi dado de fora: sem chaves aqui", "given from outside: no switches here")
            .into(),
        _ if open > 0 => open_text(),
        Look::Down | Look::Silent | Look::Frozen | Look::Starting => String::new(),
        Look::Ready => match part.name {
            PartName::Broker => lang.say("leva as mensagens", "carries the messages").into(),
            PartName::CodePix => lang.say("chaves e compensação", "keys and clearing").into(),
            PartName::Bank(_) => lang.say("nada a caminho", "nothing under way").into(),
        },
    }
}

/// A count as the figures take it.
pub fn wide(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// An event as a sentence.
pub fn event(plan: &Plan, lang: Lang, event: &Event) -> String {
    let who = |part: &PartName| title(plan, *part, lang);
    let it = |target: &Target| called(plan, *target, lang);
    match (event, lang) {
        (Event::Killed(target), Lang::Pt) => format!("{} foi derrubado", it(target)),
        (Event::Killed(target), Lang::En) => format!("{} was killed", it(target)),
        (Event::Frozen(target), Lang::Pt) => format!("{} foi congelado", it(target)),
        (Event::Frozen(target), Lang::En) => format!("{} was frozen", it(target)),
        (Event::Thawed(target), Lang::Pt) => format!("{} foi descongelado", it(target)),
        (Event::Thawed(target), Lang::En) => format!("{} was thawed", it(target)),
        (Event::Restarted(target), Lang::Pt) => format!("{} foi religado", it(target)),
        (Event::Restarted(target), Lang::En) => format!("{} was started again", it(target)),
        (Event::Failed(target, why), Lang::Pt) => format!("{}: não deu ({why})", it(target)),
        (Event::Failed(target, why), Lang::En) => format!("{}: failed ({why})", it(target)),
        (Event::Wiped, Lang::Pt) => "O broker esqueceu todas as mensagens".into(),
        (Event::Wiped, Lang::En) => "The broker forgot every message".into(),
        (Event::Died(part, how), Lang::Pt) => format!("{} morreu sozinho ({how})", who(part)),
        (Event::Died(part, how), Lang::En) => format!("{} died by itself ({how})", who(part)),
        (Event::Silent(part), Lang::Pt) => format!("{} não responde", who(part)),
        (Event::Silent(part), Lang::En) => format!("{} does not answer", who(part)),
        (Event::Waits(part, lacks), _) => waits(lang, *part, &who(part), lacks),
        (Event::Load(0), Lang::Pt) => "Carga desligada".into(),
        (Event::Load(0), Lang::En) => "Load off".into(),
        (Event::Load(rate), Lang::Pt) => format!("Carga: {rate} por segundo"),
        (Event::Load(rate), Lang::En) => format!("Load: {rate} a second"),
        (Event::Back(0), Lang::Pt) => "Tudo de volta; nada em aberto".into(),
        (Event::Back(0), Lang::En) => "All parts are back; nothing is open".into(),
        (Event::Back(open), Lang::Pt) => {
            format!("Tudo de volta; {open} em aberto, perguntadas de novo")
        }
        (Event::Back(open), Lang::En) => {
            format!("All parts are back; {open} open transfers are asked again")
        }
        (Event::Settled(asked), Lang::Pt) => {
            format!("As {asked} em aberto tiveram resposta; restam 0")
        }
        (Event::Settled(asked), Lang::En) => {
            format!("The {asked} open transfers were answered; 0 left")
        }
        (Event::Wrong(what), Lang::Pt) => format!("A auditoria achou um erro: {what}"),
        (Event::Wrong(what), Lang::En) => format!("The audit found a fault: {what}"),
        (Event::Full, Lang::Pt) => "Carga em pausa: há transferências demais em aberto".into(),
        (Event::Full, Lang::En) => "Load paused: too many transfers are open".into(),
    }
}

fn waits(lang: Lang, part: PartName, who: &str, lacks: &[String]) -> String {
    let what = lack(lang, lacks);
    let is_bank = matches!(part, PartName::Bank(_));
    let tail = match (is_bank && !lacks.iter().any(|each| each == "database"), lang) {
        (false, _) => "",
        (true, Lang::Pt) => ": transferências são aceitas e entregues depois",
        (true, Lang::En) => ": transfers are accepted and delivered later",
    };
    format!("{who} {} {what}{tail}", lang.say("espera", "waits for"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_one_asked_for_then_the_browsers_then_portuguese() {
        assert_eq!(Lang::choose(Some("en"), Some("pt-BR")), Lang::En);
        assert_eq!(Lang::choose(None, Some("de, en-GB;q=0.8, pt;q=0.5")), Lang::En);
        assert_eq!(Lang::choose(Some("xx"), Some("de")), Lang::Pt);
        assert_eq!(Lang::choose(None, None), Lang::Pt);
        assert_eq!(Lang::choose(Some("é"), Some("")), Lang::Pt);
    }

    #[test]
    fn numbers_have_their_thousands_apart() {
        let shown = [0, 12, 999, 1_000, 1_234_567].map(|number| Lang::Pt.number(number));
        assert_eq!(shown, ["0", "12", "999", "1.000", "1.234.567"]);
        assert_eq!(Lang::En.number(20_000), "20,000");
    }

    #[test]
    fn a_bank_that_waits_says_that_it_goes_on_accepting() {
        let bank = PartName::Bank(pix::BankCode::parse("001").unwrap());
        let lacks = ["codepix".to_owned()];
        assert_eq!(
            waits(Lang::En, bank, "BBX", &lacks),
            "BBX waits for CodePix: transfers are accepted and delivered later"
        );
        assert!(!waits(Lang::Pt, bank, "BBX", &["database".to_owned()]).contains("aceitas"));
    }
}
