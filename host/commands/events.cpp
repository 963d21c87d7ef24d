#include <iostream>
#include <memory>
#include <string>

#include "core/base/letter_case.hpp"
#include "host/commands/commands.hpp"
#include "host/commands/open_database.hpp"

namespace patchbay::host {
namespace {

ExitCode showHandshakes(const CommandLine& line, const std::string& name) {
  const std::string integration = lowerCase(name);
  OpenDatabase database(line.loadSettings());
  const auto handshakes = runToEnd(database.store().listEventHandshakes(integration));
  if (handshakes.empty()) {
    std::cerr << integration << " has sent no verification token; create the subscription there "
              << "with the URL <public URL>/integration/" << integration << "/events, or have it "
              << "sent again\n";
    return ExitCode::failure;
  }
  for (const EventHandshake& handshake : handshakes) {
    std::cout << toRfc3339(handshake.received_at) << "  " << handshake.verification_token.reveal()
              << "\n";
  }
  std::cout.flush();
  std::cerr << "Newest first. Anybody can send such a token: verify the subscription with it at "
            << integration << "; the one accepted there is the genuine one. It is a secret.\n";
  return ExitCode::ok;
}

}  // namespace

void addEvents(CommandLine& line) {
  CLI::App* const group = line.addGroup("events", "What providers tell by themselves");
  const auto integration = std::make_shared<std::string>();
  CLI::App* const command = line.add(
      "handshakes", "Show the verification tokens that a provider sent",
      [&line, integration] { return showHandshakes(line, *integration); }, group);
  command->add_option("integration", *integration, "name of the provider, e.g. gusto")->required();
  line.addSettingFlags(command);
}

}  // namespace patchbay::host
