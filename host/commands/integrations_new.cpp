#include <iostream>
#include <memory>
#include <string>

#include "host/commands/commands.hpp"
#include "tools/generator/generator.hpp"
#include "tools/generator/refused.hpp"

namespace patchbay::host {
namespace {

struct Wish {
  generator::ProviderInputs inputs;
  generator::Place place;
};

// No code of its own: a refusal is an ordinary failure, whatever was wrong.
template <typename Step>
ExitCode attempt(Step step) {
  try {
    return step();
  } catch (const generator::Refused& refused) {
    throw StartError(ExitCode::failure, refused.what());
  }
}

ExitCode generate(const Wish& wish) {
  return attempt([&] {
    std::cout << generator::generateProvider(wish.inputs, wish.place);
    return ExitCode::ok;
  });
}

ExitCode showDifferences(const Wish& wish) {
  return attempt([&] {
    const bool differs = generator::printDifferences(wish.inputs.name, wish.place);
    return differs ? ExitCode::failure : ExitCode::ok;
  });
}

void addPlace(CLI::App* command, const std::shared_ptr<Wish>& wish) {
  command->add_option("name", wish->inputs.name, "The provider's name, e.g. HubSpot");
  wish->place.folder = "integrations";
  command->add_option("--folder", wish->place.folder, "What holds a folder for each provider");
  command->add_option("--templates", wish->place.templates, "Other templates than the program's");
}

}  // namespace

void addIntegrationsNew(CommandLine& line, CLI::App* group) {
  const auto wish = std::make_shared<Wish>();
  auto& inputs = wish->inputs;
  CLI::App* const command = line.add(
      "new", "Starts a provider: a folder that builds, passes its tests and connects",
      [wish] { return generate(*wish); }, group);
  addPlace(command, wish);
  inputs.api_type = "none";
  command->add_option("--api-type", inputs.api_type, "none, payroll or accounting");
  command->add_option("--conf-url", inputs.conf_url, "Its discovery document: a URL, or a file");
  command->add_option("--authorize-url", inputs.authorize_url, "Where the browser is sent");
  command->add_option("--token-url", inputs.token_url, "Its token endpoint");
  command->add_option("--revoke-url", inputs.revoke_url, "Its revocation endpoint (RFC 7009)");
  command->add_option("--scopes", inputs.scopes, "Scopes to ask for, separated by blanks");
  command->add_option("--client-auth", inputs.client_auth, "basic, post or json");
  command->add_option("--pkce", inputs.pkce, "yes or no");
  command->add_option("--rotation", inputs.rotation,
                      "Of refresh tokens: none, strict, until_first_use or grace:30m");
  command->add_option("--api-base-url", inputs.api_base_url, "Begin of every path of its API");

  const auto other = std::make_shared<Wish>();
  CLI::App* const diff = line.add(
      "diff", "What today's template would write differently from a generated folder",
      [other] { return showDifferences(*other); }, group);
  addPlace(diff, other);
}

}  // namespace patchbay::host
