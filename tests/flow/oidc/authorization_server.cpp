#include "tests/flow/oidc/authorization_server.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <stdexcept>

namespace patchbay::testing {

AuthorizationServer::AuthorizationServer(const std::vector<std::string>& redirect_uris) {
  start(redirect_uris);
  const std::string line = readLine();
  if (line.empty()) {
    stop();
    throw std::runtime_error(std::string("the authorization server did not start: ") +
                             PATCHBAY_NODE + " " + PATCHBAY_OIDC_SERVER);
  }
  issuer_ = std::string(boost::json::parse(line).at("issuer").as_string());
}

AuthorizationServer::~AuthorizationServer() { stop(); }

void AuthorizationServer::start(const std::vector<std::string>& redirect_uris) {
  int input[2];
  int output[2];
  if (::pipe2(input, O_CLOEXEC) != 0 || ::pipe2(output, O_CLOEXEC) != 0) {
    throw std::runtime_error("no pipe to the authorization server");
  }
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  std::vector<std::string> words{PATCHBAY_NODE, PATCHBAY_OIDC_SERVER};
  words.insert(words.end(), redirect_uris.begin(), redirect_uris.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  if (::posix_spawnp(&process_, PATCHBAY_NODE, &actions, nullptr, arguments.data(), environ) != 0) {
    process_ = -1;
  }
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(input[0]);
  ::close(output[1]);
  to_server_ = input[1];
  from_server_ = output[0];
}

std::string AuthorizationServer::readLine() {
  std::string line;
  char letter = 0;
  while (::read(from_server_, &letter, 1) == 1) {
    if (letter == '\n') return line;
    line += letter;
  }
  return {};
}

// The server ends when its standard input does, so it cannot outlive the test however that ends.
void AuthorizationServer::stop() {
  ::close(to_server_);
  ::close(from_server_);
  if (process_ > 0) ::waitpid(process_, nullptr, 0);
}

}  // namespace patchbay::testing
