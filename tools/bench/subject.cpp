#include "tools/bench/subject.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

namespace patchbay::bench {
namespace {

namespace fs = std::filesystem;

/// As long as the JSON with which the host hands out a token of the sandbox.
constexpr const char* kBodySize = "273";

/// The same for every server: a key as long as the host's.
std::string plainRequest() {
  return "GET /v1/workspaces/bench/integrations/gusto/token HTTP/1.1\r\n"
         "Host: 127.0.0.1\r\n"
         "Authorization: Bearer pb_0123456789abcdef_0123456789012345678901234567890123456789012\r\n"
         "User-Agent: patchbay-bench\r\n"
         "Accept: */*\r\n\r\n";
}

Running startOwn(const std::string& program, Arguments command) {
  command.push_back(program);
  command.push_back(kBodySize);
  Running running;
  running.server = startProgram(command);
  running.target = {readPort(*running.server), plainRequest()};
  return running;
}

/// nginx cannot be told to choose a port, so one is taken that was free a moment ago.
std::uint16_t findFreePort() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(socket, reinterpret_cast<const sockaddr*>(&address), size);
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(socket);
  return ntohs(address.sin_port);
}

std::string writeNginxSettings(const std::string& folder, std::uint16_t port) {
  const auto path = folder + "/nginx.conf";
  std::ofstream(path) << "daemon off; master_process off; pid " << folder << "/pid;\n"
                      << "error_log /dev/null;\n"
                      << "events { worker_connections 1024; }\n"
                      << "http { access_log off; keepalive_requests 1000000000;\n"
                      << "  client_body_temp_path " << folder << "; proxy_temp_path " << folder
                      << "; fastcgi_temp_path " << folder << "; uwsgi_temp_path " << folder
                      << "; scgi_temp_path " << folder << ";\n"
                      << "  server { listen 127.0.0.1:" << port << "; default_type "
                      << "application/json;\n    location / { return 200 \""
                      << std::string(std::strtoul(kBodySize, nullptr, 10), 'x') << "\"; } } }\n";
  return path;
}

void waitUntilItListens(const LoadTarget& target) {
  for (int attempt = 0;; ++attempt) {
    try {
      loadExactly(target, 1, 1);
      return;
    } catch (const std::runtime_error&) {
      if (attempt == 100) throw;
      ::usleep(20'000);
    }
  }
}

Running startNginx(const Arguments& prefix) {
  Running running;
  running.folder = std::make_unique<testing::TemporaryFolder>();
  running.target = {findFreePort(), plainRequest()};
  auto command = prefix;
  const auto settings = writeNginxSettings(running.folder->path().string(), running.target.port);
  for (const auto& word : {findInstalled("nginx"), std::string("-c"), settings}) {
    command.push_back(word);
  }
  running.server = startProgram(command);
  waitUntilItListens(running.target);
  return running;
}

}  // namespace

std::unique_ptr<ChildProgram> startProgram(const Arguments& command,
                                           const std::map<std::string, std::string>& environment) {
  ChildProgram::Options options;
  options.program = command.front();
  options.arguments.assign(command.begin() + 1, command.end());
  options.environment = environment;
  return std::make_unique<ChildProgram>(options);
}

std::uint16_t readPort(ChildProgram& server) {
  const auto line = server.readLine();
  const auto digits = line.find_last_not_of("0123456789") + 1;
  if (digits >= line.size()) throw std::runtime_error("no port in: " + line);
  return static_cast<std::uint16_t>(std::stoul(line.substr(digits)));
}

std::string findInstalled(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(std::string(path == nullptr ? "" : path) + ":/usr/sbin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    const auto file = fs::path(folder) / program;
    if (::access(file.c_str(), X_OK) == 0) return file;
  }
  return {};
}

std::vector<Subject> findSubjects(const std::string& programs) {
  std::vector<Subject> subjects;
  const auto own = [&programs](const std::string& name) { return programs + "/" + name; };
  subjects.push_back({"bare Beast server", [own](const Arguments& prefix) {
                        return startOwn(own("patchbay-bench-bare"), prefix);
                      }});
  subjects.push_back({"core's server, one constant route", [own](const Arguments& prefix) {
                        return startOwn(own("patchbay-bench-route"), prefix);
                      }});
  if (fs::exists(own("patchbay")) && fs::exists(own("patchbay-sandbox"))) {
    subjects.push_back({"patchbay, token from memory", [programs](const Arguments& prefix) {
                          return startHost(programs, prefix);
                        }});
  } else {
    std::cout << "left out: the host (no patchbay and patchbay-sandbox in " << programs << ")\n";
  }
  if (!findInstalled("nginx").empty()) {
    subjects.push_back({"nginx, return 200", startNginx});
  } else {
    std::cout << "left out: nginx (not installed)\n";
  }
  return subjects;
}

}  // namespace patchbay::bench
