#include "tests/flow/host_process.hpp"

#include <stdexcept>

namespace patchbay::testing {
namespace {

std::string trimmed(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

ChildProcess::Options optionsOf(const std::filesystem::path& folder,
                                const std::map<std::string, std::string>& settings,
                                std::vector<std::string> arguments) {
  ChildProcess::Options options;
  options.arguments = std::move(arguments);
  options.environment = settings;
  options.folder = folder.string();
  options.error_file = (folder / "log").string();
  return options;
}

}  // namespace

HostFolder::HostFolder(const SandboxProcess& sandbox,
                       const std::map<std::string, std::string>& more)
    : settings_(more) {
  settings_["PATCHBAY_DATA_DIR"] = (path() / "data").string();
  settings_["PATCHBAY_LISTEN"] = "127.0.0.1:0";
  settings_["GUSTO_CLIENT_ID"] = SandboxProcess::kClientId;
  settings_["GUSTO_CLIENT_SECRET"] = SandboxProcess::kClientSecret;
  settings_["GUSTO_API_BASE_URL"] = sandbox.url();
  settings_["XERO_CLIENT_ID"] = SandboxProcess::kClientId;
  settings_["XERO_CLIENT_SECRET"] = SandboxProcess::kClientSecret;
  settings_["XERO_CONF_URL"] = sandbox.url("/.well-known/openid-configuration");
  settings_["XERO_AUTHORIZE_URL"] = sandbox.url("/identity/connect/authorize");
  settings_["XERO_API_BASE_URL"] = sandbox.url();
  run({"init"});
  api_key_ = trimmed(run({"keys", "create", "--workspace", "all"}));
}

std::string HostFolder::run(std::vector<std::string> arguments) const {
  return runProgram("patchbay", optionsOf(path(), settings_, std::move(arguments)));
}

HostProcess::HostProcess(const HostFolder& folder)
    : process_(std::make_unique<ChildProcess>(
          "patchbay", optionsOf(folder.path(), folder.settings(), {"serve"}))) {
  const std::string line = process_->readLine();
  const auto port = line.rfind(' ');
  if (line.find(" on port ") == std::string::npos) {
    throw std::runtime_error("the host said: " + line + "\n" + folder.log());
  }
  port_ = static_cast<std::uint16_t>(std::stoul(line.substr(port + 1)));
}

}  // namespace patchbay::testing
