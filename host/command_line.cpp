#include "host/command_line.hpp"

#include <unistd.h>

#include <exception>
#include <iostream>
#include <utility>

#include "core/base/error.hpp"
#include "host/host_settings.hpp"

namespace patchbay::host {
namespace {

// Behind a command's own options; flags go over the environment and .env.
constexpr const char* kSettingsGroup = "Settings (defaults in brackets; else PATCHBAY_... or .env)";

std::map<std::string, std::string> readEnvironment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string::npos) variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return variables;
}

ExitCode exitCodeOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::settings_invalid:
      return ExitCode::settings;
    case ErrorCode::storage_unavailable:
    case ErrorCode::sealed_text_refused:
      return ExitCode::database;
    case ErrorCode::plugin_refused:
      return ExitCode::plugins;
    default:
      return ExitCode::failure;
  }
}

ExitCode fail(ExitCode code, const std::string& text) {
  std::cerr << "patchbay: " << text << std::endl;
  return code;
}

/// One line that names the command. Who named none gets to see what there is.
std::string explainUsage(const CLI::App* app, const CLI::Error& error) {
  const CLI::App* command = app;
  std::string words = "patchbay";
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    words += " " + command->get_name();
  }
  std::string cause = error.what();
  const std::string named = command->get_name() + ": ";
  if (cause.starts_with(named)) cause.erase(0, named.size());
  const std::string text = words + ": " + cause;
  if (error.get_name() == "RequiredError" && command->get_require_subcommand_min() > 0) {
    return text + "\n\n" + command->help();
  }
  return text + "; see `" + words + " --help`\n";
}

}  // namespace

CommandLine::CommandLine() : app_("Keeps a customer's connections to third-party SaaS alive.") {
  app_.name("patchbay");
  app_.require_subcommand(1);
  app_.failure_message(explainUsage);
}

CLI::App* CommandLine::add(const std::string& name, const std::string& text, Action action,
                           CLI::App* parent) {
  CLI::App* const command = (parent == nullptr ? &app_ : parent)->add_subcommand(name, text);
  command->callback([this, action = std::move(action)] { action_ = action; });
  return command;
}

CLI::App* CommandLine::addGroup(const std::string& name, const std::string& text) {
  CLI::App* const group = app_.add_subcommand(name, text);
  group->require_subcommand(1);
  return group;
}

void CommandLine::addSettingFlags(CLI::App* command) {
  for (const SettingDescription& setting : describeSettings()) {
    const std::string name = setting.name;
    if (*setting.flag == '\0') continue;
    if (name == "PATCHBAY_MIGRATE") {
      command
          ->add_flag_callback(
              setting.flag, [this, name] { flags_[name] = "true"; }, setting.text)
          ->group(kSettingsGroup);
      continue;
    }
    command
        ->add_option_function<std::string>(
            setting.flag, [this, name](const std::string& value) { flags_[name] = value; },
            setting.text)
        ->group(kSettingsGroup);
  }
}

Settings CommandLine::loadSettings() const {
  SettingsSources sources;
  sources.flags = flags_;
  sources.environment = readEnvironment();
  sources.env_file = ".env";
  return Settings::load(sources, knownSettings());
}

int CommandLine::run(int argc, const char* const* argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app_.exit(success);
  } catch (const CLI::ParseError& error) {
    app_.exit(error);
    return static_cast<int>(ExitCode::usage);
  }
  return static_cast<int>(runAction());
}

ExitCode CommandLine::runAction() const {
  try {
    return action_();
  } catch (const StartError& error) {
    return fail(error.code(), error.what());
  } catch (const IntegrationError& error) {
    return fail(exitCodeOf(error.code()), error.publicText());
  } catch (const std::exception& error) {
    return fail(ExitCode::failure, error.what());
  }
}

}  // namespace patchbay::host
