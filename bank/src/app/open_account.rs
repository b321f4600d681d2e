//! Somebody opens an account: it works at once, and CodePix is told of it as soon as it answers
//! ([`super::register_accounts`]).

use super::{App, Unavailable, unfit};
use crate::domain::{
    Account, Answer, Command, Limits, NameFault, OwnerName, Password, PasswordFault, PinCode,
    PinFault, Spent, Unique,
};
use pix::{AccountId, Amount, Key, KeyKind, Timestamp};
use uuid::Uuid;

/// The form, as it was filled in.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenForm {
    /// Minted when the form was shown: however often it is posted, it is one account. Whoever posts
    /// it may have chosen another.
    pub id: Uuid,
    /// The owner's name.
    pub name: String,
    /// The owner's CPF or CNPJ, with or without its punctuation.
    pub document: String,
    /// The e-mail address to log in with.
    pub email: String,
    /// The password to be.
    pub password: String,
    /// The PIN to be.
    pub pin: String,
}

/// What is wrong with a CPF, a CNPJ or an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnFault {
    /// It is none.
    Invalid,
    /// It has an account at this bank.
    Taken,
}

/// What is wrong, field by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenFaults {
    /// With the name.
    pub name: Option<NameFault>,
    /// With the CPF or CNPJ.
    pub document: Option<OwnFault>,
    /// With the e-mail address.
    pub email: Option<OwnFault>,
    /// With the password.
    pub password: Option<PasswordFault>,
    /// With the PIN.
    pub pin: Option<PinFault>,
}

/// Why no account was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// Fields are wrong.
    Fields(OpenFaults),
    /// Infrastructure is away.
    Unavailable(Unavailable),
}

impl<E: Into<Unavailable>> From<E> for OpenError {
    fn from(error: E) -> Self {
        Self::Unavailable(error.into())
    }
}

/// How many numbers are tried. With a hundred thousand accounts one of a thousand numbers is taken.
const TRIES: u8 = 8;
/// The lowest number of an account that opened by itself, eight digits; the demo's have four.
const LOWEST: u128 = 10_000_000;
const HIGHEST: u128 = 99_999_999;

/// What a form says once nothing is wrong with it.
struct Person {
    name: OwnerName,
    document: Key,
    email: Key,
    password: Password,
    pin: PinCode,
}

impl App {
    /// An id for a form about to be shown.
    pub fn new_form_id(&self) -> Uuid {
        (self.parts.mint)()
    }

    /// The id of the account that a form opens. `CodePix` knows accounts by their id alone, so
    /// nobody may choose it: it follows from the form's and the bank's code, and is no account of
    /// another bank whatever the form says.
    fn account_of(&self, form: Uuid) -> AccountId {
        let name = format!("account {} {form}", self.parts.identity.code);
        let hash = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes());
        // Programs of the course take no other version than 4.
        AccountId::from_uuid(uuid::Builder::from_random_bytes(*hash.as_bytes()).into_uuid())
    }

    /// Opens an account, with nothing in it.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open_account(&self, form: &OpenForm) -> Result<AccountId, OpenError> {
        let id = self.account_of(form.id);
        if self.is_open(id, form).await? {
            return Ok(id);
        }
        let mut faults = OpenFaults::default();
        let person = self.read_form(form, &mut faults).await?;
        let Some(person) = person.filter(|_| faults == OpenFaults::default()) else {
            return Err(OpenError::Fields(faults));
        };
        let (password_hash, pin_hash) = futures::try_join!(
            self.hash(person.password.reveal()),
            self.hash(person.pin.reveal())
        )?;
        let mut account = Account {
            id,
            number: String::new(),
            owner: person.name.into_string(),
            document: person.document.as_str().to_owned(),
            login: person.email.as_str().to_owned(),
            password_hash,
            nickname: None,
            balance: Amount::ZERO,
            booked_until: Timestamp::default(),
            limits: Limits::default(),
            spent: Spent::default(),
            closed: false,
            registered: false,
            created_at: self.parts.clock.now(),
        };
        for _ in 0..TRIES {
            account.number = self.new_number();
            let command = Command::OpenAccount {
                account: Box::new(account.clone()),
                pin_hash: pin_hash.clone(),
            };
            match self.ask(command).await? {
                Answer::Done => return Ok(account.id),
                Answer::Taken(Unique::Number(_)) => {}
                Answer::Taken(Unique::Document(_)) => {
                    let document = Some(OwnFault::Taken);
                    return Err(OpenError::Fields(OpenFaults { document, ..faults }));
                }
                Answer::Taken(Unique::Login(_)) => {
                    let email = Some(OwnFault::Taken);
                    return Err(OpenError::Fields(OpenFaults { email, ..faults }));
                }
                // The form's id is another account's: this one gets an id of its own.
                Answer::IdTaken => account.id = AccountId::from_uuid((self.parts.mint)()),
                answer => return Ok(unfit(&answer)?),
            }
        }
        Err(Unavailable("no number for an account was free".into()).into())
    }

    /// Whether this very form was posted before, by whoever knows the password that was in it.
    async fn is_open(&self, id: AccountId, form: &OpenForm) -> Result<bool, Unavailable> {
        if self.account(id).await?.is_none() {
            return Ok(false);
        }
        Ok(self.sign_in(&form.email, &form.password).await?.account() == Some(id))
    }

    /// Every field is looked at, whatever is wrong with the others.
    async fn read_form(
        &self,
        form: &OpenForm,
        faults: &mut OpenFaults,
    ) -> Result<Option<Person>, Unavailable> {
        let name = OwnerName::parse(&form.name).map_err(|fault| faults.name = Some(fault));
        let document = Key::parse(KeyKind::Cpf, &form.document)
            .or_else(|_| Key::parse(KeyKind::Cnpj, &form.document))
            .map_err(|_| faults.document = Some(OwnFault::Invalid));
        let email = Key::parse(KeyKind::Email, &form.email)
            .map_err(|_| faults.email = Some(OwnFault::Invalid));
        let password =
            Password::parse(&form.password).map_err(|fault| faults.password = Some(fault));
        let pin = PinCode::parse(&form.pin).map_err(|fault| faults.pin = Some(fault));
        let reads = &self.parts.reads;
        if let Ok(document) = &document
            && reads.find_document(document.as_str()).await?.is_some()
        {
            faults.document = Some(OwnFault::Taken);
        }
        if let Ok(email) = &email
            && reads.find_login(email.as_str()).await?.is_some()
        {
            faults.email = Some(OwnFault::Taken);
        }
        let (Ok(name), Ok(document), Ok(email), Ok(password), Ok(pin)) =
            (name, document, email, password, pin)
        else {
            return Ok(None);
        };
        Ok(Some(Person { name, document, email, password, pin }))
    }

    fn new_number(&self) -> String {
        let random = (self.parts.mint)().as_u128();
        (LOWEST + random % (HIGHEST - LOWEST + 1)).to_string()
    }
}
