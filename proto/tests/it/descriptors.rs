//! The services, messages and fields that gRPC clients depend on, listed so that a change shows in
//! review.

use prost::Message;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorSet};
use prost_types::{FileDescriptorProto, ServiceDescriptorProto};

fn files() -> Vec<FileDescriptorProto> {
    FileDescriptorSet::decode(proto::DESCRIPTORS).unwrap().file
}

#[test]
fn services_messages_and_fields_are_as_listed() {
    let ours = files().into_iter().filter(|file| file.package() != "google.protobuf");
    let listing: Vec<String> = ours.map(|file| list_file(&file)).collect();
    insta::assert_snapshot!(listing.join("\n"));
}

#[test]
fn imports_are_among_the_descriptors_so_that_reflection_can_serve_them() {
    let files = files();
    for import in files.iter().flat_map(|file| &file.dependency) {
        assert!(files.iter().any(|file| file.name() == import), "{import}");
    }
}

#[test]
fn services_answer_at_the_paths_that_clients_call() {
    use proto::{legacy, v1};
    let names = [
        (legacy::pix_service_server::SERVICE_NAME, "github.com.codeedu.codepix.PixService"),
        (v1::key_service_server::SERVICE_NAME, "codepix.v1.KeyService"),
        (v1::account_service_server::SERVICE_NAME, "codepix.v1.AccountService"),
        (v1::claim_service_server::SERVICE_NAME, "codepix.v1.ClaimService"),
        (v1::transfer_service_server::SERVICE_NAME, "codepix.v1.TransferService"),
    ];
    for (generated, contract) in names {
        assert_eq!(generated, contract);
    }
}

fn list_file(file: &FileDescriptorProto) -> String {
    let mut lines = vec![format!("{} package {}", file.name(), file.package())];
    lines.extend(file.service.iter().map(list_service));
    lines.extend(file.message_type.iter().map(list_message));
    lines.extend(file.enum_type.iter().map(list_enum));
    lines.join("\n") + "\n"
}

fn list_service(service: &ServiceDescriptorProto) -> String {
    let mut lines = vec![format!("  service {}", service.name())];
    for method in &service.method {
        let stream = |yes: bool| if yes { "stream " } else { "" };
        lines.push(format!(
            "    {}({}{}) returns ({}{})",
            method.name(),
            stream(method.client_streaming()),
            method.input_type(),
            stream(method.server_streaming()),
            method.output_type(),
        ));
    }
    lines.join("\n")
}

fn list_message(message: &DescriptorProto) -> String {
    let mut lines = vec![format!("  message {}", message.name())];
    lines.extend(message.field.iter().map(list_field));
    lines.join("\n")
}

fn list_field(field: &FieldDescriptorProto) -> String {
    let repeated = if field.label() == Label::Repeated { "repeated " } else { "" };
    let kind = match field.r#type() {
        Type::Message | Type::Enum => field.type_name().to_owned(),
        scalar => scalar.as_str_name().trim_start_matches("TYPE_").to_lowercase(),
    };
    let (number, name, json) = (field.number(), field.name(), field.json_name());
    format!("    {number} {repeated}{kind} {name} (JSON {json})")
}

fn list_enum(list: &EnumDescriptorProto) -> String {
    let mut lines = vec![format!("  enum {}", list.name())];
    lines.extend(list.value.iter().map(|value| format!("    {} {}", value.number(), value.name())));
    lines.join("\n")
}
