#include "tools/sandbox/xero/api/xml_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace patchbay::sandbox::xero {
namespace {

namespace json = boost::json;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '&') {
      out += "&amp;";
    } else if (letter == '<') {
      out += "&lt;";
    } else if (letter == '>') {
      out += "&gt;";
    } else {
      out += letter;
    }
  }
  return out;
}

std::string singular(std::string_view name) {
  return std::string(name.ends_with('s') ? name.substr(0, name.size() - 1) : name);
}

std::string element(std::string_view name, const json::value& value);

std::string contentOf(std::string_view name, const json::value& value) {
  std::string out;
  if (value.is_object()) {
    for (const auto& member : value.get_object()) out += element(member.key(), member.value());
  } else if (value.is_array()) {
    for (const json::value& entry : value.get_array()) out += element(singular(name), entry);
  } else if (value.is_string()) {
    out = escaped(value.get_string());
  } else if (!value.is_null()) {
    out = json::serialize(value);
  }
  return out;
}

std::string element(std::string_view name, const json::value& value) {
  const std::string tag(name);
  return "<" + tag + ">" + contentOf(name, value) + "</" + tag + ">";
}

}  // namespace

std::string xmlText(std::string_view root, const json::object& document) {
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + element(root, document);
}

}  // namespace patchbay::sandbox::xero
