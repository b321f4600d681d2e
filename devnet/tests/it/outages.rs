//! Outages: a part is killed (SIGKILL) while money trickles. Nothing may be lost, doubled, or open
//! ten seconds after all is back, and customers of banks that live can send throughout.

use crate::support::trickle::{Attempt, Payer, accepted, both_ways, to_ctd, trickle};
use crate::support::{AFTER_AN_OUTAGE, Harness, bank, expect, with_network};
use devnet::plan::PartName;
use std::time::Duration;
use tokio::time::sleep;

/// Kills a part for a phase of the trickle, and starts it again.
async fn outage(net: &mut Harness, payers: &[Payer], part: PartName) -> Vec<Attempt> {
    trickle(net, payers, async |net, ticks| {
        net.kill(part).await;
        ticks.phase().await;
        if part == PartName::Broker && net.is_real() {
            // Long enough for every client to notice and to give up what it had under way.
            sleep(Duration::from_secs(8)).await;
        }
        net.restart(part).await;
    })
    .await
}

/// Every accepted transfer is completed, once, within the time that is allowed.
async fn all_arrived(net: &Harness, accepted: &[(&Payer, &str)]) {
    let report = net.settled(AFTER_AN_OUTAGE).await;
    assert!(report.ok, "{}", report.lines().join("\n"));
    assert!(
        report.transfers >= accepted.len(),
        "{} of {} are known",
        report.transfers,
        accepted.len()
    );
    for (payer, id) in accepted {
        assert_eq!(expect(payer.visitor.state(id).await), "completed", "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn codepix_dies_and_customers_go_on_sending() {
    with_network(async |net| {
        let payers = both_ways(net).await;
        let attempts = outage(net, &payers, PartName::CodePix).await;
        all_arrived(net, &accepted(&attempts, &["ana", "bruno", "carla", "diego"])).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_destination_bank_dies_and_is_paid_once_it_is_back() {
    with_network(async |net| {
        let payers = to_ctd(net).await;
        let attempts = outage(net, &payers, bank("002")).await;
        all_arrived(net, &accepted(&attempts, &["ana", "bruno"])).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_origin_bank_dies_and_what_it_had_accepted_arrives() {
    with_network(async |net| {
        let payers = to_ctd(net).await;
        let attempts = outage(net, &payers, bank("001")).await;
        all_arrived(net, &accepted(&attempts, &[])).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_broker_dies_and_what_it_forgot_is_asked_again() {
    with_network(async |net| {
        let payers = both_ways(net).await;
        let attempts = outage(net, &payers, PartName::Broker).await;
        all_arrived(net, &accepted(&attempts, &["ana", "bruno", "carla", "diego"])).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn topics_are_deleted_and_what_they_held_is_asked_again() {
    with_network(async |net| {
        // A partition that has changed its leader counts on from there; made again, it counts from
        // 0, which a client of before takes for old news.
        net.kill(PartName::Broker).await;
        net.restart(PartName::Broker).await;
        let payers = both_ways(net).await;
        let attempts = trickle(net, &payers, async |net, ticks| {
            net.forget_topics().await;
            ticks.phase().await;
        })
        .await;
        all_arrived(net, &accepted(&attempts, &["ana", "bruno", "carla", "diego"])).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_that_stood_still_while_topics_were_made_again_reads_on() {
    with_network(async |net| {
        net.kill(PartName::Broker).await;
        net.restart(PartName::Broker).await;
        let payers = to_ctd(net).await;
        let attempts = trickle(net, &payers, async |net, ticks| {
            net.frozen(bank("002"), async |net| {
                net.forget_topics().await;
                // As long as it takes for its place in the group to be given away.
                sleep(Duration::from_secs(10)).await;
            })
            .await;
            ticks.phase().await;
        })
        .await;
        all_arrived(net, &accepted(&attempts, &["ana", "bruno"])).await;
    })
    .await;
}

/// Takes databases away for a phase of the trickle each: they stand still, and on a server nobody
/// gets in at all.
async fn without_databases(
    net: &mut Harness,
    payers: &[Payer],
    parts: &[PartName],
) -> Vec<Attempt> {
    trickle(net, payers, async |net, ticks| {
        for part in parts {
            let view = &net.network().view;
            let database = expect(view.database(*part));
            expect(database.freeze().await);
            ticks.phase().await;
            database.thaw().await;
            if net.is_real() {
                expect(database.cut().await);
                ticks.phase().await;
                expect(database.free().await);
            }
            expect(view.until_ready().await);
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn databases_away_from_the_payer_are_taken_and_given_back() {
    with_network(async |net| {
        let payers = to_ctd(net).await;
        let parts = [PartName::CodePix, bank("002")];
        let attempts = without_databases(net, &payers, &parts).await;
        all_arrived(net, &accepted(&attempts, &["ana", "bruno"])).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_payers_own_database_is_taken_and_given_back() {
    with_network(async |net| {
        let payers = to_ctd(net).await;
        let attempts = without_databases(net, &payers, &[bank("001")]).await;
        all_arrived(net, &accepted(&attempts, &[])).await;
    })
    .await;
}
