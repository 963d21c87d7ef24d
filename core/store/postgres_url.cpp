#include "core/store/postgres_url.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>

#include "core/base/error.hpp"
#include "core/store/sql_integration_store.hpp"

namespace patchbay::store {
namespace {

/// A server that is gone is noticed within some 20 s, also where no packet says so. These hold
/// where the URL is silent.
constexpr std::pair<const char*, const char*> kDefaults[] = {
    {"application_name", "patchbay"}, {"connect_timeout", "5"},  {"keepalives_idle", "10"},
    {"keepalives_interval", "5"},     {"keepalives_count", "2"}, {"tcp_user_timeout", "15000"},
};

[[noreturn]] void refuse(const std::string& cause, const std::string& cure) {
  throw IntegrationError(ErrorCode::settings_invalid,
                         "PATCHBAY_DATABASE_URL: " + cause + "; " + cure);
}

/// SOCI splits a connect string at white space, so nothing but letters and digits stays bare.
std::string encode(const std::string& text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') {
      encoded += letter;
    } else if (byte >= '0' && byte <= '9') {
      encoded += letter;
    } else {
      encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return encoded;
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  for (std::size_t start = 0;;) {
    const std::size_t comma = list.find(',', start);
    parts.push_back(list.substr(start, comma - start));
    if (comma == std::string::npos) return parts;
    start = comma + 1;
  }
}

}  // namespace

PostgresUrl::PostgresUrl(const Secret& url) {
  const std::string& text = url.reveal();
  if (!text.starts_with("postgresql://") && !text.starts_with("postgres://")) {
    refuse("is not the URL of a PostgreSQL database", "write it like postgresql://user@host/name");
  }
  char* error = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(text.c_str(), &error), &PQconninfoFree);
  PQfreemem(error);  // libpq's text would quote the URL, perhaps a part of the password
  if (!options || text.find('\0') != std::string::npos) {
    refuse("cannot be read as a PostgreSQL URL",
           "write it like postgresql://user:password@host:5432/database?sslmode=verify-full, with "
           "other letters of the password percent-encoded (@ as %40, / as %2F, % as %25) and no "
           "parameter that libpq does not know");
  }
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) parameters_.emplace_back(option->keyword, option->val);
  }
  if (find("dbname").empty()) {
    refuse("names no database", "end it with one: postgresql://user:password@host:5432/patchbay");
  }
}

std::string PostgresUrl::find(const std::string& keyword) const {
  for (const auto& [name, value] : parameters_) {
    if (name == keyword) return value;
  }
  return {};
}

bool PostgresUrl::namesSeveralHosts() const {
  return find("host").find(',') != std::string::npos ||
         find("hostaddr").find(',') != std::string::npos;
}

Secret PostgresUrl::connectString() const {
  auto parameters = parameters_;
  const auto add = [&](const char* keyword, const char* value) {
    if (find(keyword).empty()) parameters.emplace_back(keyword, value);
  };
  for (const auto& [keyword, value] : kDefaults) add(keyword, value);
  // Of a primary and its standbys, only one takes writes; after a failover it is another one.
  if (namesSeveralHosts()) add("target_session_attrs", "read-write");

  std::string text = "postgresql://";
  char separator = '?';
  for (const auto& [keyword, value] : parameters) {
    text += separator + keyword + "=" + encode(value);
    separator = '&';
  }
  return Secret(std::move(text));
}

std::string PostgresUrl::name() const {
  std::string given = find("host");
  if (given.empty()) given = find("hostaddr");
  const auto hosts = split(given);
  const auto ports = split(find("port"));
  std::string text = "PostgreSQL database " + find("dbname") + " on ";
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    if (i > 0) text += ", ";
    text += hosts[i].empty() ? "this machine" : hosts[i];
    const std::string& port = ports[std::min(i, ports.size() - 1)];
    if (!port.empty()) text += " port " + port;
  }
  return text;
}

}  // namespace patchbay::store

namespace patchbay {

std::string describeDatabase(const DatabaseLocation& location) {
  if (!location.isPostgres()) return location.sqlite_file.string();
  return store::PostgresUrl(location.postgres_url).name();
}

}  // namespace patchbay
