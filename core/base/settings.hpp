#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/export.hpp"
#include "core/base/secret.hpp"

namespace patchbay {

/// Where settings may come from, strongest first: command line flag, environment, `.env` file.
/// Defaults are given at the place of use.
struct SettingsSources {
  std::map<std::string, std::string> flags;        ///< by setting name, e.g. `PATCHBAY_LISTEN`
  std::map<std::string, std::string> environment;  ///< the process's environment
  std::filesystem::path env_file;                  ///< read when it exists; empty means none
};

/// The settings of one process: read once at start, then constant; safe from any thread.
///
/// A name `X` may also be given as `X_FILE`, the path of a file that holds the value (one trailing
/// newline is dropped): the usual way to pass a secret. Giving both is an error. The files of known
/// names are read at start, those of providers when the provider asks. Every error is an
/// `IntegrationError{settings_invalid}` that names setting, source (with line number for `.env`)
/// and cure, and never the value.
class PATCHBAY_EXPORT Settings {
 public:
  /// @param known  every `PATCHBAY_` name this program reads; an unknown one is an error that
  ///               suggests the nearest known name. Names of providers are not restricted.
  /// @throws IntegrationError `settings_invalid` for a malformed `.env` line (with its number), an
  ///         unreadable file or an unknown `PATCHBAY_` name.
  static Settings load(const SettingsSources& sources, const std::set<std::string>& known);

  /// Settings from a fixed map, for tests and embedding.
  static Settings of(std::map<std::string, std::string> values);

  /// The value, or empty when it is set nowhere. A value that is set but blank counts as not set.
  std::optional<std::string> find(const std::string& name) const;
  std::string get(const std::string& name, std::string_view fallback) const;

  /// @throws IntegrationError `settings_invalid` naming the setting when it is missing.
  std::string require(const std::string& name) const;
  Secret requireSecret(const std::string& name) const;
  std::optional<Secret> findSecret(const std::string& name) const;

  /// Whole numbers within [least, most].
  std::int64_t getInteger(const std::string& name, std::int64_t fallback, std::int64_t least,
                          std::int64_t most) const;
  bool getFlag(const std::string& name, bool fallback) const;
  /// Comma separated; blanks around entries are dropped, empty entries too.
  std::vector<std::string> getList(const std::string& name) const;
  /// An absolute `https` URL without trailing slash; `http` only to a loopback host (RFC 8252 7.3).
  std::string requireUrl(const std::string& name, std::string_view fallback = {}) const;

  /// All settings whose names begin with `prefix`. For a name that ends in `_FILE` the file's
  /// content, or why it cannot be read.
  std::map<std::string, std::string> findAll(std::string_view prefix) const;

 private:
  struct Value {
    std::string text;
    std::string source;  ///< e.g. `environment`, `.env line 4`, `flag`
  };
  std::optional<Value> lookUp(const std::string& name) const;
  void readFilesOf(const std::set<std::string>& known);

  std::map<std::string, Value> values_;
};

/// True for `localhost`, `127.0.0.0/8` and `[::1]`, the only hosts that plain `http` may reach.
PATCHBAY_EXPORT bool isLoopbackHost(std::string_view host);

}  // namespace patchbay
