#include "host/start_up.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <system_error>

#include "core/store/key_record.hpp"
#include "core/store/sql_integration_store.hpp"

namespace patchbay::host {

namespace fs = std::filesystem;

void makeDataFolder(const HostSettings& host, const Settings& settings) {
  startStep(ExitCode::settings, [&] {
    std::error_code error;
    if (!fs::exists(host.data_dir, error)) {
      if (host.data_dir.has_parent_path()) {
        fs::create_directories(host.data_dir.parent_path(), error);  // mkdir says what is wrong
      }
      if (::mkdir(host.data_dir.c_str(), 0700) != 0) {
        throw StartError(ExitCode::settings, "PATCHBAY_DATA_DIR: " + host.data_dir.string() +
                                                 " cannot be made (" +
                                                 std::generic_category().message(errno) +
                                                 "); name a folder that this user may write");
      }
    }
    checkDataFolder(host.data_dir);
    const bool has_own_keys = settings.find("PATCHBAY_KEYS").has_value();
    if (!has_own_keys && !fs::exists(host.keyFile(), error)) {
      crypto::KeyRing::createFile(host.keyFile());
    }
  });
}

std::unique_ptr<IntegrationStore> openStore(const HostSettings& host, const Settings& settings,
                                            Log& log) {
  auto keys = startStep(ExitCode::settings, [&] {
    checkDataFolder(host.data_dir);
    return loadKeyRing(host, settings);
  });
  auto store = startStep(ExitCode::database, [&] {
    if (host.migrate) migrateDatabase(host.database());
    return openSqlStore(host.database(), keys, log);
  });
  checkKeyRing(host.database(), keys);
  return store;
}

void recordKeys(const HostSettings& host, const Settings& settings) {
  recordKeyRing(host.database(), loadKeyRing(host, settings));
}

std::unique_ptr<http::HttpClient> openHttpClient(const HostSettings& host) {
  return startStep(ExitCode::settings, [&] {
    http::HttpClientOptions options;
    options.extra_ca_file = host.ca_file;
    options.user_agent = "patchbay/" PATCHBAY_VERSION;
    return http::makeHttpClient(options);
  });
}

}  // namespace patchbay::host
