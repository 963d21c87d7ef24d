#include "tools/demo/stage.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace patchbay::demo {
namespace {

namespace fs = std::filesystem;

// So short that the story can wait for its end.
constexpr const char* kTokenSeconds = "6";

std::string wordWith(const std::string& line, const std::string& beginning) {
  const auto begin = line.find(beginning);
  if (begin == std::string::npos) return "";
  return line.substr(begin, line.find(' ', begin) - begin);
}

}  // namespace

Stage::Stage(const fs::path& programs) : programs_(programs) {
  std::string pattern = (fs::temp_directory_path() / "patchbay-demo-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = pattern;
  beginSandbox();
  prepareHost();
  beginHost();
}

Stage::~Stage() {
  close();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

bool Stage::close() {
  const bool host_ended = !host_ || host_->stop() == 0;
  host_.reset();
  sandbox_.reset();
  return host_ended;
}

ChildProgram::Options Stage::program(const std::string& name) const {
  ChildProgram::Options options;
  options.program = (programs_ / name).string();
  options.error_file = (folder_ / (name + ".log")).string();
  options.environment = {{"PATCHBAY_DATA_DIR", (folder_ / "data").string()},
                         {"PATCHBAY_LISTEN", "127.0.0.1:0"},
                         {"GUSTO_CLIENT_ID", "sandbox-client"},
                         {"GUSTO_CLIENT_SECRET", "sandbox-secret"},
                         {"GUSTO_API_BASE_URL", sandbox_url_},
                         {"GUSTO_AUTHORIZE_URL", sandbox_url_ + "/oauth/authorize"},
                         {"GUSTO_REFRESH_URL", sandbox_url_ + "/oauth/token"},
                         {"XERO_CLIENT_ID", "sandbox-client"},
                         {"XERO_CLIENT_SECRET", "sandbox-secret"},
                         {"XERO_API_BASE_URL", sandbox_url_},
                         {"XERO_AUTHORIZE_URL", sandbox_url_ + "/identity/connect/authorize"},
                         {"XERO_CONF_URL", sandbox_url_ + "/.well-known/openid-configuration"}};
  return options;
}

void Stage::beginSandbox() {
  auto options = program("patchbay-sandbox");
  options.arguments = {"--any-loopback-redirect", "--access-token-seconds", kTokenSeconds};
  sandbox_ = std::make_unique<ChildProgram>(options);
  sandbox_url_ = wordWith(sandbox_->readLine(), "http://");
  if (sandbox_url_.empty()) throw std::runtime_error("the sandbox did not start");
}

void Stage::prepareHost() {
  auto options = program("patchbay");
  options.arguments = {"init"};
  if (ChildProgram(options).wait() != 0) throw std::runtime_error("`patchbay init` failed");
  options.arguments = {"keys", "create", "--workspace", "all", "--label", "demo"};
  ChildProgram create(options);
  api_key_ = create.readLine();
  if (create.wait() != 0) throw std::runtime_error("`patchbay keys create` failed");
}

void Stage::beginHost() {
  auto options = program("patchbay");
  options.arguments = {"serve"};
  host_ = std::make_unique<ChildProgram>(options);
  host_url_ = wordWith(host_->readLine(), "http://");
  if (!host_url_.empty()) return;
  std::ifstream log(options.error_file);
  throw std::runtime_error("the host did not start: " +
                           std::string(std::istreambuf_iterator<char>(log), {}));
}

}  // namespace patchbay::demo
