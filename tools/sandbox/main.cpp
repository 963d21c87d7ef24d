#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "tools/sandbox/sandbox.hpp"

namespace {

using patchbay::sandbox::Application;
using patchbay::sandbox::SandboxOptions;

/// Passes warnings and errors on; a line for each request would drown a test's output.
class QuietLog final : public patchbay::Log {
 public:
  explicit QuietLog(patchbay::Log& inner) : inner_(inner) {}

  void write(patchbay::LogLevel level, std::string_view event,
             std::initializer_list<patchbay::LogField> fields) override {
    if (level >= patchbay::LogLevel::warning) inner_.write(level, event, fields);
  }
  void writeLines(std::string_view) override {}

 private:
  patchbay::Log& inner_;
};

struct CommandLine {
  SandboxOptions options;
  std::int64_t access_token_seconds = 7200;
  std::int64_t xero_access_token_seconds = 1800;
  std::vector<std::string> more_clients;
  std::string rotation = "until_first_use";
  bool verbose = false;
};

void describe(CLI::App& app, CommandLine& line) {
  auto& gusto = line.options.gusto;
  Application& first = gusto.applications.front();
  app.add_option("--port", line.options.port, "Port on 127.0.0.1; 0 lets the system choose");
  app.add_option("--client-id", first.client_id, "Client id")->capture_default_str();
  app.add_option("--client-secret", first.client_secret, "Client secret")->capture_default_str();
  app.add_option("--other-client", line.more_clients, "Another application, as ID:SECRET")
      ->check([](const std::string& text) {
        return text.find(':') == std::string::npos ? "must look like ID:SECRET" : "";
      });
  app.add_option("--redirect-uri", gusto.redirect_uris, "A registered redirect URI, repeatable");
  app.add_flag("--any-loopback-redirect", gusto.any_loopback_redirect,
               "Accept every http redirect URI to this machine");
  app.add_option("--scope", gusto.scope, "Scopes of the application at Gusto")
      ->capture_default_str();
  app.add_option("--access-token-seconds", line.access_token_seconds,
                 "Life of an access token of Gusto's")
      ->check(CLI::Range(1, 31'536'000))
      ->capture_default_str();
  app.add_option("--xero-access-token-seconds", line.xero_access_token_seconds,
                 "Life of an access token of Xero's")
      ->check(CLI::Range(1, 31'536'000))
      ->capture_default_str();
  app.add_flag("--enforce-pkce", gusto.enforce_pkce, "Require a code_challenge of method S256");
  app.add_option("--rotation", line.rotation,
                 "What becomes of an exchanged refresh token of Gusto's")
      ->check(CLI::IsMember({"none", "grace", "until_first_use", "strict"}))
      ->capture_default_str();
  app.add_flag("--verbose", line.verbose, "Log each request to standard error");
}

void addClients(CommandLine& line) {
  for (const std::string& text : line.more_clients) {
    const std::size_t colon = text.find(':');
    line.options.gusto.applications.push_back({text.substr(0, colon), text.substr(colon + 1)});
  }
}

/// The same applications are registered with both providers.
void applyToXero(CommandLine& line) {
  auto& xero = line.options.xero;
  xero.applications = line.options.gusto.applications;
  xero.redirect_uris = line.options.gusto.redirect_uris;
  xero.any_loopback_redirect = line.options.gusto.any_loopback_redirect;
  xero.access_token_life = patchbay::Seconds(line.xero_access_token_seconds);
}

/// Both signals stay blocked in every thread, so that `sigwait` is the only one to see them.
sigset_t blockEndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void serve(CommandLine& line) {
  const sigset_t signals = blockEndSignals();
  const patchbay::SystemClock clock;
  const auto log = patchbay::makeStderrLog(patchbay::LogLevel::info, clock);
  QuietLog quiet(*log);
  patchbay::sandbox::Sandbox sandbox(std::move(line.options), clock, line.verbose ? *log : quiet);
  sandbox.start();
  std::printf("patchbay-sandbox listening on http://127.0.0.1:%u\n", sandbox.port());
  std::fflush(stdout);
  int received = 0;
  sigwait(&signals, &received);
  sandbox.stop();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Stand-ins of Gusto and Xero for tests and demos, with invented companies.");
  CommandLine line;
  describe(app, line);
  CLI11_PARSE(app, argc, argv);
  addClients(line);
  line.options.gusto.rotation = *patchbay::sandbox::findRotationRule(line.rotation);
  line.options.gusto.access_token_life = patchbay::Seconds(line.access_token_seconds);
  applyToXero(line);
  try {
    serve(line);
  } catch (const patchbay::IntegrationError& error) {
    std::fprintf(stderr, "patchbay-sandbox: %s\n", error.publicText().c_str());
    return 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "patchbay-sandbox: %s\n", error.what());
    return 1;
  }
  return 0;
}
