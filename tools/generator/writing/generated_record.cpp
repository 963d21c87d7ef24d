#include "tools/generator/writing/generated_record.hpp"

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "tools/generator/facts/provider_name.hpp"
#include "tools/generator/refused.hpp"

namespace patchbay::generator {
namespace {

namespace json = boost::json;

using Member = std::pair<const char*, std::string ProviderInputs::*>;
constexpr std::array<Member, 11> kMembers{Member{"name", &ProviderInputs::name},
                                          Member{"api_type", &ProviderInputs::api_type},
                                          Member{"conf_url", &ProviderInputs::conf_url},
                                          Member{"authorize_url", &ProviderInputs::authorize_url},
                                          Member{"token_url", &ProviderInputs::token_url},
                                          Member{"revoke_url", &ProviderInputs::revoke_url},
                                          Member{"scopes", &ProviderInputs::scopes},
                                          Member{"client_auth", &ProviderInputs::client_auth},
                                          Member{"pkce", &ProviderInputs::pkce},
                                          Member{"rotation", &ProviderInputs::rotation},
                                          Member{"api_base_url", &ProviderInputs::api_base_url}};

Refused unreadable() {
  return Refused(
      std::string(kRecordFile) +
      " does not tell from what the folder was generated; restore it from your history.");
}

std::string textOf(const json::object& object, const char* member) {
  const auto* value = object.if_contains(member);
  if (value == nullptr) return {};
  const auto* text = value->if_string();
  if (text == nullptr) throw unreadable();
  return {text->data(), text->size()};
}

}  // namespace

std::string writeRecord(const GeneratedRecord& record) {
  std::string text = "{\n  \"patchbay\": \"" PATCHBAY_VERSION "\"";
  for (const auto& [member, place] : kMembers) {
    const std::string& value = record.inputs.*place;
    if (value.empty()) continue;
    text += ",\n  \"" + std::string(member) + "\": " + json::serialize(json::string(value));
  }
  if (!record.document.empty()) {
    text += ",\n  \"document\": " + json::serialize(json::parse(record.document));
  }
  return text + "\n}\n";
}

GeneratedRecord parseRecord(const std::string& text) {
  boost::system::error_code broken;
  const auto value = json::parse(text, broken);
  const auto* object = broken ? nullptr : value.if_object();
  if (object == nullptr) throw unreadable();
  GeneratedRecord record;
  for (const auto& [member, place] : kMembers) record.inputs.*place = textOf(*object, member);
  if (const auto* document = object->if_contains("document")) {
    record.document = json::serialize(*document);
  }
  checkInputs(record.inputs);
  return record;
}

}  // namespace patchbay::generator
