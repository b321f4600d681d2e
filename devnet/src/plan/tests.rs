use super::*;

fn plan_of(arguments: &[&str]) -> Result<(Plan, tempfile::TempDir)> {
    let folder = tempfile::tempdir().unwrap();
    for program in ["devnet", "codepix", "bank-app"] {
        std::fs::write(folder.path().join(program), "").unwrap();
    }
    let [data, bin] = [folder.path().join("data"), folder.path().to_owned()];
    let ports = ["--bbx-port", "--ctd-port", "--grpc-port", "--http-port", "--page-port"];
    let mut all: Vec<&str> = ports.into_iter().flat_map(|port| [port, "0"]).collect();
    all.extend(["--data", data.to_str().unwrap(), "--bin-dir", bin.to_str().unwrap()]);
    all.extend(arguments);
    Ok((plan(&RunOptions::from_arguments(all).unwrap())?, folder))
}

fn variable<'a>(part: &'a PartPlan, name: &str) -> Option<&'a str> {
    part.serve.environment.iter().find(|(each, _)| each == name).map(|(_, value)| value.as_str())
}

#[test]
fn a_third_bank_is_enrolled_and_has_a_theme_and_a_port_of_its_own() {
    let (plan, _folder) = plan_of(&["--bank", "003:NOVO:#7c3aed:0"]).unwrap();
    let names: Vec<String> = plan.parts.iter().map(|part| part.name.to_string()).collect();
    assert_eq!(names, ["broker", "codepix", "bank001", "bank002", "bank003"]);
    assert_eq!(variable(&plan.parts[4], "BANK_THEME"), Some("#7c3aed"));
    assert_eq!(variable(&plan.parts[2], "BANK_THEME"), Some("bbx"));
    let enrolled: Vec<String> = plan.parts[1].prepare.iter().map(Launch::name).collect();
    assert!(
        enrolled.contains(&"codepix bank enroll --code 003 --name NOVO".to_owned()),
        "{enrolled:?}"
    );
    assert!(plan.parts[0].serve.arguments.contains(&"bank003".to_owned()));
}

#[test]
fn a_codepix_of_the_course_replaces_ours() {
    let (plan, _folder) = plan_of(&["--legacy-codepix", "http://127.0.0.1:9"]).unwrap();
    assert!(plan.parts.iter().all(|part| part.name != PartName::CodePix));
    assert_eq!(variable(&plan.parts[1], "CODEPIX_DIALECT"), Some("legacy"));
    assert_eq!(variable(&plan.parts[1], "CODEPIX_GRPC_URL"), Some("http://127.0.0.1:9"));
}

#[test]
fn a_server_and_a_broker_of_ones_own_replace_files_and_the_embedded_broker() {
    let given = ["--kafka", "127.0.0.1:9092", "--postgres", "postgres://me@127.0.0.1:5432"];
    let (plan, _folder) = plan_of(&given).unwrap();
    assert_eq!(plan.parts[0].name, PartName::CodePix);
    assert_eq!(variable(&plan.parts[0], "KAFKA_BOOTSTRAP"), Some("127.0.0.1:9092"));
    assert_eq!(
        variable(&plan.parts[0], "DATABASE_URL"),
        Some("postgres://me@127.0.0.1:5432/codepix")
    );
    assert_eq!(plan.databases, ["codepix", "bank001", "bank002"]);
}

#[test]
fn each_part_has_a_name_of_its_own_at_a_broker_that_keeps_names() {
    let instances = |arguments: &[&str]| -> Vec<Option<String>> {
        let (plan, _folder) = plan_of(arguments).unwrap();
        let parts = plan.parts.iter().filter(|part| part.name != PartName::Broker);
        parts.map(|part| variable(part, "KAFKA_INSTANCE").map(str::to_owned)).collect()
    };
    let names = ["codepix", "bank001", "bank002"].map(|name| Some(name.to_owned()));
    assert_eq!(instances(&["--kafka", "127.0.0.1:9092"]), names);
    assert!(instances(&[]).iter().all(Option::is_none));
}

#[test]
fn a_bank_named_twice_is_refused() {
    for twice in [["--bank", "001:X:bbx"], ["--legacy", "002:X"]] {
        assert!(plan_of(&twice).unwrap_err().to_string().contains("named twice"));
    }
}
