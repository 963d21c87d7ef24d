#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/log.hpp"
#include "core/base/settings.hpp"
#include "core/crypto/key_ring.hpp"
#include "core/refresh/refresh_coordinator.hpp"
#include "core/store/sql_integration_store.hpp"

namespace patchbay::host {

/// One setting of the host, as the command line and the documentation show it.
struct SettingDescription {
  const char* name;  ///< as in environment and `.env`
  const char* flag;  ///< its flag, e.g. `--listen`; empty where a command line is no place for it
  const char* text;  ///< meaning and default
};

/// Every setting of the host, in the order of `patchbay serve --help`.
std::span<const SettingDescription> describeSettings();

/// The names that `Settings::load` accepts.
std::set<std::string> knownSettings();

/// The host's own settings, read and checked. Providers read theirs themselves.
struct HostSettings {
  std::string listen_address;     ///< an IP address without brackets
  std::uint16_t listen_port = 0;  ///< 0: the system chooses
  /// Without trailing slash. Empty: `http://<listen>`, known once the port is bound.
  std::string public_url;
  std::filesystem::path data_dir;
  std::filesystem::path database_file;  ///< SQLite's; empty with PostgreSQL
  Secret postgres_url;                  ///< empty with SQLite
  int database_connections = 0;         ///< to PostgreSQL, at most
  std::filesystem::path plugin_dir;
  std::vector<std::string> return_urls;
  std::string ca_file;
  LogLevel log_level = LogLevel::info;
  unsigned threads = 0;  ///< serving threads; 0: one per core
  RefreshTimes refresh_times;
  bool background_refresh = true;
  Seconds keep_fresh_for{0};  ///< after its last use
  bool migrate = false;       ///< bring the schema up to date at start
  std::string test_faults;    ///< of test builds: what `armFaultPoints` gets

  /// @throws IntegrationError `settings_invalid`: setting, cause, cure.
  static HostSettings read(const Settings& settings);

  DatabaseLocation database() const;
  std::filesystem::path keyFile() const { return data_dir / "keys"; }
};

/// The key ring: the text of `PATCHBAY_KEYS` (or the file `PATCHBAY_KEYS_FILE`), else
/// `<data>/keys`.
/// @throws IntegrationError `settings_invalid` when there is none, it cannot be read, or others may
///         read the file.
crypto::KeyRing loadKeyRing(const HostSettings& host, const Settings& settings);

/// @throws IntegrationError `settings_invalid` when the folder is missing or open to others.
void checkDataFolder(const std::filesystem::path& folder);

}  // namespace patchbay::host
