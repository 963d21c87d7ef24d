#include "host/host_settings.hpp"

#include <sys/stat.h>

#include <array>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/fault_point.hpp"
#include "host/commands/duration.hpp"

namespace patchbay::host {
namespace {

namespace fs = std::filesystem;

constexpr std::array kSettings{
    SettingDescription{"PATCHBAY_LISTEN", "--listen",
                       "IP address and port to serve on (127.0.0.1:8080; port 0: any free one)"},
    SettingDescription{"PATCHBAY_PUBLIC_URL", "--public-url",
                       "URL under which browsers reach this host (http://<listen> on loopback)"},
    SettingDescription{"PATCHBAY_DATA_DIR", "--data-dir",
                       "folder of key file and database, mode 0700 (data)"},
    SettingDescription{"PATCHBAY_KEYS", "", "key ring, as a text (the file <data>/keys)"},
    SettingDescription{"PATCHBAY_KEYS_FILE", "--keys-file", "key ring, as a file (<data>/keys)"},
    SettingDescription{
        "PATCHBAY_DATABASE_URL", "--database-url",
        "sqlite:<file> or postgresql://user:password@host:port/database; other users "
        "of the machine see a flag (sqlite:<data>/patchbay.db)"},
    SettingDescription{"PATCHBAY_DATABASE_CONNECTIONS", "--database-connections",
                       "most connections to PostgreSQL at a time, 2 to 200 (8)"},
    SettingDescription{"PATCHBAY_MIGRATE", "--migrate",
                       "true: bring the schema up to date at start (false)"},
    SettingDescription{
        "PATCHBAY_PLUGIN_DIR", "--plugin-dir",
        "folder of registry.json and the plugins (the one installed with the program)"},
    SettingDescription{"PATCHBAY_RETURN_URLS", "--return-urls",
                       "comma separated: where browsers may be sent after connecting (none)"},
    SettingDescription{"PATCHBAY_CA_FILE", "--ca-file",
                       "PEM file of certificates to trust besides the system's (none)"},
    SettingDescription{"PATCHBAY_LOG_LEVEL", "--log-level", "debug, info, warning or error (info)"},
    SettingDescription{"PATCHBAY_THREADS", "--threads", "serving threads (one per core)"},
    SettingDescription{"PATCHBAY_TOKEN_CALL_SECONDS", "--token-call-seconds",
                       "how long a provider may take for a token call, 0.1 to 300 (40)"},
    SettingDescription{"PATCHBAY_BACKGROUND_REFRESH", "--background-refresh",
                       "refresh tokens ahead of their expiry (true)"},
    SettingDescription{"PATCHBAY_KEEP_FRESH_FOR", "--keep-fresh-for",
                       "for how long after its last use a token is kept fresh (7d)"},
};

[[noreturn]] void refuse(const std::string& thing, const std::string& cause,
                         const std::string& cure) {
  throw IntegrationError(ErrorCode::settings_invalid, thing + ": " + cause + "; " + cure);
}

void readListen(const Settings& settings, HostSettings& host) {
  const std::string listen = settings.get("PATCHBAY_LISTEN", "127.0.0.1:8080");
  const auto colon = listen.rfind(':');
  std::string address = listen.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  }
  if (address == "localhost") address = "127.0.0.1";
  unsigned port = 65'536;
  if (colon != std::string::npos) {
    const char* end = listen.data() + listen.size();
    const auto [rest, error] = std::from_chars(listen.data() + colon + 1, end, port);
    if (error != std::errc{} || rest != end) port = 65'536;
  }
  boost::system::error_code bad_address;
  boost::asio::ip::make_address(address, bad_address);
  if (bad_address || port > 65'535) {
    refuse("PATCHBAY_LISTEN", "is not an IP address and a port",
           "write it like 127.0.0.1:8080 or [::1]:8080");
  }
  host.listen_address = address;
  host.listen_port = static_cast<std::uint16_t>(port);
}

void readPublicUrl(const Settings& settings, HostSettings& host) {
  if (settings.find("PATCHBAY_PUBLIC_URL")) {
    host.public_url = settings.requireUrl("PATCHBAY_PUBLIC_URL");
  } else if (!isLoopbackHost(host.listen_address)) {
    refuse("PATCHBAY_PUBLIC_URL", "is not set, and the host listens beyond this machine",
           "set it to the https URL under which browsers reach this host");
  }
}

void readDatabase(const Settings& settings, HostSettings& host) {
  host.database_connections =
      static_cast<int>(settings.getInteger("PATCHBAY_DATABASE_CONNECTIONS", 8, 2, 200));
  const Secret url = settings.findSecret("PATCHBAY_DATABASE_URL").value_or(Secret());
  std::string text = url.reveal();
  if (text.starts_with("postgres")) {
    host.postgres_url = url;
    describeDatabase(host.database());  // refuses a URL that cannot be read
    return;
  }
  if (text.starts_with("sqlite:")) text.erase(0, std::string_view("sqlite:").size());
  if (text.find("://") != std::string::npos || text.starts_with("//") ||
      (text.empty() && !url.empty())) {
    refuse("PATCHBAY_DATABASE_URL", "is neither a SQLite nor a PostgreSQL database",
           "write it like sqlite:data/p.db or postgresql://user:password@host:5432/database");
  }
  host.database_file = text.empty() ? host.data_dir / "patchbay.db" : fs::path(text);
}

Seconds readKeepFreshFor(const Settings& settings) {
  const auto duration = parseDuration(settings.get("PATCHBAY_KEEP_FRESH_FOR", "7d"));
  if (!duration) {
    refuse("PATCHBAY_KEEP_FRESH_FOR", "is not a duration", "write it like 12h or 7d");
  }
  return *duration;
}

LogLevel readLogLevel(const Settings& settings) {
  static const std::map<std::string, LogLevel, std::less<>> levels{{"debug", LogLevel::debug},
                                                                   {"info", LogLevel::info},
                                                                   {"warning", LogLevel::warning},
                                                                   {"error", LogLevel::error}};
  const auto found = levels.find(settings.get("PATCHBAY_LOG_LEVEL", "info"));
  if (found == levels.end()) {
    refuse("PATCHBAY_LOG_LEVEL", "is not a level", "use debug, info, warning or error");
  }
  return found->second;
}

RefreshTimes readRefreshTimes(const Settings& settings) {
  const auto text = settings.find("PATCHBAY_TOKEN_CALL_SECONDS");
  if (!text) return {};
  double seconds = 0;
  const char* end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, seconds, std::chars_format::fixed);
  const bool is_number = error == std::errc{} && rest == end;
  if (!is_number || !(seconds >= 0.1 && seconds <= 300)) {
    refuse("PATCHBAY_TOKEN_CALL_SECONDS", "is not a number from 0.1 to 300",
           "write seconds, like 40 or 2.5");
  }
  return RefreshTimes::forTokenCall(Milliseconds(std::llround(seconds * 1000)));
}

/// `<prefix>/bin/patchbay` finds `<prefix>/lib/patchbay/integrations`, where it is installed, and
/// `build/<preset>/bin/patchbay` finds `build/<preset>/integrations`.
fs::path defaultPluginFolder() {
  std::error_code error;
  const fs::path root = fs::read_symlink("/proc/self/exe", error).parent_path().parent_path();
  const fs::path installed = root / "lib" / "patchbay" / "integrations";
  return fs::exists(installed, error) ? installed : root / "integrations";
}

bool isOpenToOthers(const fs::path& path) {
  struct stat state {};
  return ::stat(path.c_str(), &state) == 0 && (state.st_mode & 077) != 0;
}

}  // namespace

std::span<const SettingDescription> describeSettings() { return kSettings; }

std::set<std::string> knownSettings() {
  std::set<std::string> names;
  for (const SettingDescription& setting : kSettings) names.insert(setting.name);
  names.erase("PATCHBAY_KEYS_FILE");  // that is PATCHBAY_KEYS, from a file
#ifdef PATCHBAY_FAULT_POINTS
  names.emplace(kFaultsSetting);
#endif
  return names;
}

HostSettings HostSettings::read(const Settings& settings) {
  HostSettings host;
#ifdef PATCHBAY_FAULT_POINTS
  host.test_faults = settings.get(std::string(kFaultsSetting), "");
#endif
  readListen(settings, host);
  readPublicUrl(settings, host);
  host.data_dir = settings.get("PATCHBAY_DATA_DIR", "data");
  readDatabase(settings, host);
  const auto plugins = settings.find("PATCHBAY_PLUGIN_DIR");
  host.plugin_dir = plugins ? fs::path(*plugins) : defaultPluginFolder();
  host.return_urls = settings.getList("PATCHBAY_RETURN_URLS");
  host.ca_file = settings.get("PATCHBAY_CA_FILE", "");
  host.log_level = readLogLevel(settings);
  host.threads = static_cast<unsigned>(settings.getInteger("PATCHBAY_THREADS", 0, 0, 256));
  host.refresh_times = readRefreshTimes(settings);
  host.background_refresh = settings.getFlag("PATCHBAY_BACKGROUND_REFRESH", true);
  host.keep_fresh_for = readKeepFreshFor(settings);
  host.migrate = settings.getFlag("PATCHBAY_MIGRATE", false);
  return host;
}

DatabaseLocation HostSettings::database() const {
  DatabaseLocation location;
  location.sqlite_file = database_file;
  location.postgres_url = postgres_url;
  location.postgres_connections = database_connections;
  return location;
}

crypto::KeyRing loadKeyRing(const HostSettings& host, const Settings& settings) {
  if (const auto text = settings.findSecret("PATCHBAY_KEYS")) {
    return crypto::KeyRing::parse(text->reveal(), "PATCHBAY_KEYS");
  }
  const fs::path file = host.keyFile();
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    refuse(file.string(), "there is no key file, or it cannot be read",
           "make one with `patchbay init`, or name yours in PATCHBAY_KEYS_FILE");
  }
  if (isOpenToOthers(file)) {
    refuse(file.string(), "other users may read the key file",
           "run `chmod 600 " + file.string() + "`");
  }
  const std::istreambuf_iterator<char> end;
  const Secret text{std::string(std::istreambuf_iterator<char>(stream), end)};
  return crypto::KeyRing::parse(text.reveal(), file.string());
}

void checkDataFolder(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    refuse("PATCHBAY_DATA_DIR", "there is no folder " + folder.string(),
           "make it with `patchbay init`, or name another one");
  }
  if (isOpenToOthers(folder)) {
    refuse("PATCHBAY_DATA_DIR", "other users may enter " + folder.string(),
           "run `chmod 700 " + folder.string() + "`");
  }
}

}  // namespace patchbay::host
