//! Every word that a customer reads, in Brazilian Portuguese. One module, so that a second locale
//! can stand beside it.
//!
//! Domain answers become sentences here and nowhere else.

use bank::app::register_key::RegisterKeyError;
use bank::app::review_transfer::{AmountFault, KeyFault};
use bank::app::views::{LimitKind, MovementKind, OverLimit};
use pix::{AmountError, Description, DescriptionError, KeyError, KeyKind, State};

mod transfer;

pub use transfer::{key_of, state_headline, state_next, state_word, transfer_title};

/// The language of the pages.
pub const LANG: &str = "pt-BR";

// Days.
pub const TODAY: &str = "Hoje";
pub const YESTERDAY: &str = "Ontem";
pub const WEEKDAYS: [&str; 7] = [
    "segunda-feira",
    "terça-feira",
    "quarta-feira",
    "quinta-feira",
    "sexta-feira",
    "sábado",
    "domingo",
];
pub const MONTHS: [&str; 12] = [
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
];

// Around every page.
pub const SKIP_TO_CONTENT: &str = "Ir para o conteúdo";
pub const MAIN_MENU: &str = "Menu principal";
pub const HOME: &str = "Início";
pub const SEND: &str = "Enviar";
pub const KEYS: &str = "Chaves";
pub const STATEMENT: &str = "Extrato";
pub const SIGN_OUT: &str = "Sair";
pub const BACK_HOME: &str = "Voltar ao início";

/// `Banco 001`
pub fn bank_code(code: &str) -> String {
    format!("Banco {code}")
}

/// `Conta 1111`
pub fn account_number(number: &str) -> String {
    format!("Conta {number}")
}

// Login.
pub const LOGIN_TITLE: &str = "Entrar";
pub const LOGIN_HEADING: &str = "Entre na sua conta";
pub const EMAIL: &str = "E-mail";
pub const PASSWORD: &str = "Senha";
pub const SIGN_IN: &str = "Entrar";
pub const SESSION_ENDED: &str = "A sua sessão terminou";
pub const SESSION_ENDED_HINT: &str =
    "O que você acabou de pedir não foi feito, e nada foi enviado. Entre de novo para continuar.";
pub const WRONG_LOGIN: &str = "E-mail ou senha incorretos. Confira e tente de novo.";
pub const DEMO_HEADING: &str = "Contas de demonstração";
pub const DEMO_PASSWORD: &str = "A senha de todas é";

// Home.
pub const BALANCE: &str = "Saldo disponível";
pub const SEND_PIX: &str = "Enviar Pix";
pub const MY_KEYS: &str = "Minhas chaves";
pub const FULL_STATEMENT: &str = "Ver extrato";
pub const SHORTCUTS: &str = "Atalhos";
pub const LATEST: &str = "Últimas movimentações";
pub const ACCOUNT_CLOSED: &str =
    "Esta conta está encerrada: ela não envia nem recebe Pix. Devoluções ainda entram.";

/// `Olá, Ana`
pub fn greeting(owner: &str) -> String {
    format!("Olá, {}", owner.split(' ').next().unwrap_or(owner))
}

// Movements.
pub const MOVEMENTS: &str = "Movimentações";
pub const NO_MOVEMENTS: &str = "Nada por aqui ainda";
pub const NO_MOVEMENTS_HINT: &str = "Envie um Pix, ou cadastre uma chave para receber o primeiro.";
pub const OLDER: &str = "Movimentações mais antigas";
pub const NEWEST: &str = "Voltar às mais recentes";
pub const NO_OLDER: &str = "Não há movimentações mais antigas.";

/// What a movement is, when nobody's name is known.
pub const fn movement(kind: MovementKind) -> &'static str {
    match kind {
        MovementKind::Deposit => "Depósito",
        MovementKind::Sent => "Pix enviado",
        MovementKind::Received => "Pix recebido",
        MovementKind::Refund => "Pix devolvido",
    }
}

/// A word beside a movement whose transfer is not plainly done.
pub const fn movement_state(kind: MovementKind, state: State) -> Option<&'static str> {
    match (kind, state) {
        (MovementKind::Deposit | MovementKind::Refund | MovementKind::Received, _)
        | (_, State::Completed) => None,
        (MovementKind::Sent, State::Pending | State::Confirmed) => Some("em andamento"),
        (MovementKind::Sent, State::Refused) => Some("recusado"),
    }
}

// Keys.
pub const KEYS_LEAD: &str = "Quem tem a sua chave pode mandar um Pix para você.";
pub const REGISTERED_KEYS: &str = "Chaves cadastradas";
pub const REGISTER_HEADING: &str = "Nova chave";
pub const KEY_KIND: &str = "Tipo de chave";
pub const KEY: &str = "Chave Pix";
pub const REGISTER_KEY: &str = "Cadastrar chave";
pub const NO_KEYS: &str = "Nenhuma chave ainda";
pub const NO_KEYS_HINT: &str = "Cadastre o seu CPF ou e-mail para começar a receber.";
pub const KEY_REGISTERED: &str = "Chave cadastrada. Já dá para receber por ela.";
pub const KEYS_AWAY: &str = "A rede Pix não responde agora: a lista pode estar incompleta, e uma chave nova terá de esperar.";

/// `desde 20/11/2026`
pub fn key_since(date: &str) -> String {
    format!("desde {date}")
}

/// The name of a kind of key.
pub const fn key_kind(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Cpf => "CPF",
        KeyKind::Cnpj => "CNPJ",
        KeyKind::Phone => "Celular",
        KeyKind::Email => "E-mail",
        KeyKind::Evp => "Chave aleatória",
    }
}

/// Why a key was not registered; none when the bank could not say.
pub fn key_not_registered(error: &RegisterKeyError) -> Option<String> {
    let sentence = match error {
        RegisterKeyError::Invalid(error) => key_error(*error),
        RegisterKeyError::NotYours => "Só o seu próprio CPF pode ser chave desta conta.",
        RegisterKeyError::Taken => "Esta chave já está em uso em outra conta.",
        RegisterKeyError::Maximum => "Esta conta já tem 5 chaves, que é o máximo.",
        RegisterKeyError::AccountUnknown => {
            "A sua conta ainda não chegou à rede Pix. Tente cadastrar a chave daqui a alguns instantes."
        }
        RegisterKeyError::CodepixAway => {
            "A rede Pix não responde agora, e a chave não foi cadastrada. Tente de novo em instantes."
        }
        RegisterKeyError::Unavailable(_) => return None,
    };
    Some(sentence.to_owned())
}

const fn key_error(error: KeyError) -> &'static str {
    match error {
        KeyError::Kind => "Escolha um dos tipos de chave.",
        KeyError::Cpf => "Este não é um CPF válido: confira os 11 dígitos.",
        KeyError::Cnpj => "Este não é um CNPJ válido: confira as 14 posições.",
        KeyError::Phone => {
            "Este não é um celular válido: escreva o DDD e os 9 dígitos, como (11) 98765-4321."
        }
        KeyError::Email => "Este não é um e-mail válido, como nome@exemplo.com.",
        KeyError::Evp => "Esta não é uma chave aleatória válida.",
    }
}

// Send.
pub const SEND_LEAD: &str = "Para qualquer banco, a qualquer hora.";
pub const AMOUNT: &str = "Valor";
pub const MESSAGE: &str = "Mensagem";
pub const KEY_HINT: &str = "E-mail, CPF, CNPJ, celular ou chave aleatória.";
pub const MESSAGE_HINT: &str = "Opcional, até 140 caracteres.";
pub const CONTINUE: &str = "Continuar";
pub const DRAFT_GONE: &str = "Esta transferência não está mais aqui. Preencha os dados de novo.";
pub const UNSENT: &str =
    "Nada foi enviado: a sua sessão tinha terminado. Confira os dados e continue.";
pub const PAYER_CLOSED: &str = "A sua conta está encerrada e não envia Pix.";

/// `Saldo disponível: R$ 1.000,00`
pub fn balance_hint(balance: &str) -> String {
    format!("{BALANCE}: {balance}")
}

/// What is wrong with the key of a form to send.
pub const fn key_fault(fault: &KeyFault) -> &'static str {
    match fault {
        KeyFault::Empty => "Escreva a chave Pix de quem vai receber.",
        KeyFault::NotAKey => {
            "Isto não é uma chave Pix: escreva um e-mail, CPF, CNPJ, celular ou chave aleatória."
        }
        KeyFault::Unknown => "Ninguém tem esta chave Pix. Confira com quem vai receber.",
        KeyFault::SameAccount => "Esta chave é da sua própria conta. Escolha outra.",
    }
}

/// What is wrong with the amount of a form to send.
pub fn amount_fault(fault: &AmountFault) -> String {
    match fault {
        AmountFault::Invalid(error) => amount_error(error),
        AmountFault::InsufficientBalance { balance } => {
            format!("Saldo insuficiente: você tem {balance}.")
        }
        AmountFault::WholeReaisOnly => WHOLE_REAIS_ONLY.to_owned(),
        AmountFault::OverLimit(over) => over_limit(over),
    }
}

/// Which limit an amount exceeds, and how much of it is left.
pub fn over_limit(over: &OverLimit) -> String {
    let OverLimit { kind, limit, left } = over;
    match kind {
        LimitKind::Transfer => format!("Acima do seu limite por Pix, que é de {limit}."),
        LimitKind::Day => {
            format!("Acima do seu limite por dia: hoje você ainda pode enviar {left}.")
        }
        LimitKind::Night => {
            format!("Acima do seu limite noturno: até as 6h você ainda pode enviar {left}.")
        }
    }
}

/// The balance, when it became too small between the form and its confirmation.
pub const INSUFFICIENT_BALANCE: &str = "Saldo insuficiente para este valor.";
/// For banks that keep whole reais only.
pub const WHOLE_REAIS_ONLY: &str = "O banco de quem recebe só aceita valores sem centavos.";

fn amount_error(error: &AmountError) -> String {
    match error {
        AmountError::Empty => "Escreva o valor, como 10 ou 10,50.".to_owned(),
        AmountError::NotANumber => "Isto não é um valor: escreva como 10 ou 10,50.".to_owned(),
        AmountError::NotPositive => "O valor precisa ser maior que zero.".to_owned(),
        AmountError::TooManyDecimals => {
            "O valor tem no máximo dois dígitos de centavos, como 10,05.".to_owned()
        }
        AmountError::Ambiguous { whole } => {
            format!("Não sabemos se isto são milhares: escreva {whole} ou {},00.", grouped(whole))
        }
        AmountError::TooLarge => "O valor é grande demais.".to_owned(),
    }
}

/// `1234567` -> `1.234.567`
fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// What is wrong with the message of a form to send.
pub fn message_fault(error: DescriptionError) -> String {
    match error {
        DescriptionError::Empty | DescriptionError::Nul => {
            "A mensagem tem um caractere que não pode ser enviado.".to_owned()
        }
        DescriptionError::TooLong => {
            format!("A mensagem pode ter até {} caracteres.", Description::MAX_FORM_CHARS)
        }
    }
}

// Review.
pub const REVIEW: &str = "Revisar Pix";
pub const REVIEW_HEADING: &str = "Confira antes de enviar";
pub const CONFIRM: &str = "Confirmar";
pub const CORRECT: &str = "Corrigir";
pub const YOU_SEND: &str = "Você vai enviar";
pub const TO: &str = "Para";
pub const DOCUMENT: &str = "CPF";
pub const BANK: &str = "Banco";
pub const UNCONFIRMED: &str = "Destinatário ainda não confirmado";
// What is shown was looked up when the form was sent: the network may have come back since.
pub const UNCONFIRMED_HINT: &str = "A rede Pix não respondeu à consulta. Se você confirmar, o valor sai do saldo e o Pix segue \
     assim que ela responder. Se ninguém tiver esta chave, o dinheiro volta para a sua conta.";
pub const REMEMBERED_HINT: &str = "A rede Pix não respondeu: estes são os dados da última consulta. Se você confirmar, o valor sai do \
     saldo e o Pix segue assim que ela responder. Se não puder ser entregue, o dinheiro volta para a sua conta.";

// Transfer.
pub const DETAILS: &str = "Detalhes";
pub const WHEN: &str = "Quando";
pub const TRANSFER_ID: &str = "Identificação";
pub const REFRESH: &str = "Atualizar";
pub const ANOTHER_PIX: &str = "Fazer outro Pix";

// Problems.
pub const TRY_AGAIN: &str = "Tentar de novo";
pub const TYPED: &str = "O que você preencheu continua aqui";
pub const TYPED_HINT: &str =
    "Você pode tentar de novo quantas vezes quiser: um mesmo Pix nunca é enviado duas vezes.";

/// What a field of a form is called, where a person filled it in.
pub fn field_label(name: &str) -> Option<&'static str> {
    match name {
        "key" => Some(KEY),
        "amount" => Some(AMOUNT),
        "message" => Some(MESSAGE),
        _ => None,
    }
}

/// The title, and what to do, for an HTTP status that is an error.
pub const fn problem(code: u16) -> (&'static str, &'static str) {
    match code {
        404 | 405 => (
            "Página não encontrada",
            "O endereço pode estar errado, ou a página não é desta conta.",
        ),
        401 => ("A sua sessão terminou", "Entre de novo para continuar. Nada foi feito."),
        400 | 413 => ("Não entendemos o pedido", "Volte à página e tente de novo."),
        403 => ("Pedido recusado", "Ele veio de outro site. Faça-o a partir das páginas do banco."),
        503 => (
            "Voltamos em instantes",
            "O banco não consegue responder agora. O que já foi confirmado está guardado; tente de novo daqui a pouco.",
        ),
        _ => (
            "Algo deu errado do nosso lado",
            "O que já foi confirmado está guardado. Tente de novo; se você enviava um Pix, confira antes o extrato.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ambiguous_amount_says_both_ways_to_write_it() {
        let ambiguous = AmountFault::Invalid(AmountError::Ambiguous { whole: "1234".into() });
        assert!(amount_fault(&ambiguous).contains("escreva 1234 ou 1.234,00"));
    }
}
