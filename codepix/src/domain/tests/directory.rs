//! Banks, accounts, keys.

use super::*;

fn register(
    world: &mut World,
    number: u128,
    key: Key,
    account: AccountId,
    owner_only: bool,
) -> Answer {
    let (id, text) = (KeyId::from_u128(number), key.as_str().to_owned());
    world.expect(Command::RegisterKey { id, key, text, account, owner_only })
}

fn evp(number: u128) -> Key {
    key(KeyKind::Evp, &Uuid::from_u128(number).to_string())
}

#[test]
fn the_same_key_for_the_same_account_again_is_the_same_key() {
    let mut world = World::new();
    let Answer::Key(first) = register(&mut world, 100, evp(1), ANA, true) else {
        panic!("refused")
    };
    let again = register(&mut world, 101, evp(1), ANA, true);
    assert_eq!(again, Answer::Key(first));
}

#[test]
fn a_key_has_one_holder() {
    let mut world = World::new();
    let taken = Answer::KeyRefused(KeyRefused::Taken);
    assert_eq!(register(&mut world, 100, email("carla@ctd.example"), DIEGO, true), taken);
    assert_eq!(register(&mut world, 100, email("carla@ctd.example"), ANA, false), taken);
}

#[test]
fn an_account_that_nobody_told_of_holds_no_key() {
    let refused = register(&mut World::new(), 100, evp(1), STRANGER, true);
    assert_eq!(refused, Answer::KeyRefused(KeyRefused::UnknownAccount));
}

#[test]
fn an_account_holds_so_many_keys_and_one_more_once_one_is_removed() {
    let mut world = World::new();
    for number in 0..5 {
        assert!(matches!(
            register(&mut world, 100 + number, evp(number), ANA, true),
            Answer::Key(_)
        ));
    }
    assert_eq!(
        register(&mut world, 105, evp(5), ANA, true),
        Answer::KeyRefused(KeyRefused::Maximum(5))
    );
    assert!(
        matches!(register(&mut world, 106, evp(0), ANA, true), Answer::Key(_)),
        "one that it holds is no further one"
    );
    assert!(
        matches!(register(&mut world, 107, evp(6), BRUNO, true), Answer::Key(_)),
        "each account by itself"
    );
    world.expect(Command::RemoveKey { key: evp(0), account: ANA });
    assert!(matches!(register(&mut world, 105, evp(5), ANA, true), Answer::Key(_)));
}

#[test]
fn a_document_as_a_key_is_its_owners_except_through_the_courses_service() {
    let mut world = World::new();
    let brunos = key(KeyKind::Cpf, "11144477735");
    assert_eq!(
        register(&mut world, 100, brunos.clone(), ANA, true),
        Answer::KeyRefused(KeyRefused::NotTheOwners)
    );
    let Answer::Key(row) = register(&mut world, 101, brunos, ANA, false) else { panic!("refused") };
    assert_eq!(row.account, ANA);
    assert!(matches!(
        register(&mut world, 102, key(KeyKind::Cpf, "529.982.247-25"), ANA, true),
        Answer::Key(_)
    ));
}

#[test]
fn a_key_is_removed_by_its_holder_only_and_may_then_be_another_accounts() {
    let mut world = World::new();
    let carlas = email("carla@ctd.example");
    assert_eq!(
        world.expect(Command::RemoveKey { key: carlas.clone(), account: DIEGO }),
        Answer::RemovalRefused(RemovalRefused::NotFound)
    );
    assert_eq!(
        world.expect(Command::RemoveKey { key: carlas.clone(), account: CARLA }),
        Answer::Done
    );
    assert_eq!(world.rows.removed_keys.len(), 1);
    assert_eq!(
        world.expect(Command::RemoveKey { key: carlas.clone(), account: CARLA }),
        Answer::RemovalRefused(RemovalRefused::NotFound)
    );
    assert!(matches!(register(&mut world, 100, carlas, DIEGO, true), Answer::Key(_)));
}

#[test]
fn an_account_is_registered_once_by_a_bank_that_is_enrolled() {
    let mut world = World::new();
    let known = account_row(ANA, "001", "52998224725");
    assert_eq!(
        world.expect(Command::RegisterAccount(known.clone())),
        Answer::Account(known.clone())
    );
    assert_eq!(
        world.expect(Command::RegisterAccount(account_row(ANA, "002", ""))),
        Answer::AccountTaken
    );
    let renamed = Account { owner: "Somebody else".into(), ..known };
    assert_eq!(world.expect(Command::RegisterAccount(renamed)), Answer::AccountTaken);
    assert_eq!(
        world.expect(Command::RegisterAccount(account_row(STRANGER, "009", ""))),
        Answer::UnknownBank
    );
    assert!(world.rows.accounts.get(&STRANGER).is_none());
}

#[test]
fn a_bank_that_is_enrolled_again_has_what_was_said_last() {
    let mut world = World::new();
    let renamed = Bank { code: bank("003"), name: "NOVO".into(), legacy: false };
    assert_eq!(world.expect(Command::EnrollBank(renamed.clone())), Answer::Done);
    assert_eq!(world.rows.banks.get(&bank("003")), Some(&renamed));
    world.expect(Command::EnrollBank(renamed));
    assert_eq!(world.rows.banks.changed().count(), 0, "nothing is written where nothing changed");
}
